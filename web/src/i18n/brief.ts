/** As official papers shorten them (Nghị định 30/2020/NĐ-CP, phụ lục III); `mcu/video/names.py` does so on name plates. */
const SHORT: readonly (readonly [RegExp, string])[] = (
  [
    ["(?:Uỷ|Ủy) ban nhân dân", "UBND"],
    ["Hội đồng nhân dân", "HĐND"],
    ["(?:Uỷ|Ủy) ban Mặt trận Tổ quốc", "UB MTTQ"],
    ["Thành phố", "TP."],
    ["Thị xã", "TX."],
    ["Thị trấn", "TT."],
    ["Văn phòng", "VP."],
  ] as const
).map(([long, short]) => [new RegExp(`(?<!\\p{L})${long}(?!\\p{L})`, "giu"), short]);

/** A name for a narrow list, of which the end tells one place from another. */
export function brief(name: string): string {
  return SHORT.reduce((text, [long, short]) => text.replace(long, short), name.normalize("NFC"));
}
