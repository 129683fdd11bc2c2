/** Text as it is searched: no diacritics, no case, single spaces. "Trực Ninh" is found by "truc ninh". */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * Whether `text` answers `query`. A query typed with diacritics asks for them: "bàn" does not find "bản",
 * "ban" finds both.
 */
export function matches(text: string, query: string): boolean {
  const wanted = query.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();
  if (wanted === fold(wanted)) return fold(text).includes(wanted);
  return text.normalize("NFC").toLowerCase().includes(wanted);
}
