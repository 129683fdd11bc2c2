import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { adminTexts } from "../../i18n/admin";
import type { PointInfo, UnitInfo } from "../../protocol";
import { Toggle } from "../../ui/choices";
import { Dialog } from "../../ui/dialog";
import { addPoint, changePoint } from "./directory-api";
import { Field, Form, whole } from "./form";

const TEXTS = [
  "name",
  "short_name",
  "contact_name",
  "contact_phone",
  "technician_name",
  "technician_phone",
  "line_operator",
  "line_note",
  "backup_operator",
  "backup_note",
] as const;
const NUMBERS = ["line_kbps", "backup_kbps", "delegates", "order"] as const;

type Typed = Record<(typeof TEXTS)[number] | (typeof NUMBERS)[number], string>;

function typed(point: PointInfo | null): Typed {
  const names = [...TEXTS, ...NUMBERS];
  return Object.fromEntries(names.map((name) => [name, `${point?.[name] ?? ""}`])) as Typed;
}

interface PointDialogProps {
  point: PointInfo | null;
  units: readonly UnitInfo[];
  close: () => void;
}

/** Everything that is known of a point. */
export function PointDialog({ point, units, close }: PointDialogProps) {
  const t = adminTexts.value;
  const p = t.points;
  const [code, setCode] = useState("");
  const [unit, setUnit] = useState(point?.unit ?? "");
  const [said, setSaid] = useState(typed(point));
  const [room, setRoom] = useState(point?.room ?? false);
  const [retired, setRetired] = useState(point?.retired ?? false);
  const field = (name: keyof Typed, label: string, more: { required?: boolean } = {}) => (
    <Field
      label={label}
      value={said[name]}
      set={(value) => setSaid({ ...said, [name]: value })}
      numeric={(NUMBERS as readonly string[]).includes(name)}
      testId={`field-${name}`}
      {...more}
    />
  );
  const save = () => {
    const { short_name, ...texts } = Object.fromEntries(
      TEXTS.map((name) => [name, said[name].trim()]),
    ) as Pick<Typed, (typeof TEXTS)[number]>;
    const draft = {
      ...texts,
      ...(short_name === "" ? {} : { short_name }),
      line_kbps: whole(said.line_kbps),
      backup_kbps: whole(said.backup_kbps),
      delegates: whole(said.delegates) ?? 1,
      order: whole(said.order) ?? 0,
      room,
      unit: unit || null,
    };
    if (!point) return addPoint({ ...draft, id: code.trim() });
    return changePoint(point.id, { ...draft, retired });
  };
  const choices = units.filter((it) => (it.may_change && !it.retired) || it.id === unit);
  return (
    <Dialog
      title={point ? p.edit(point.name) : p.add}
      onClose={close}
      kind="wide"
      testId="point-dialog"
    >
      <Form save={save} done={close}>
        {!point && (
          <Field
            label={t.code}
            value={code}
            set={setCode}
            hint={t.codeHint}
            required
            testId="code"
          />
        )}
        {field("name", t.name, { required: true })}
        <div class="admin-pair">
          {field("short_name", p.shortName)}
          <div class="field">
            <label for="point-unit">{p.unit}</label>
            <select
              id="point-unit"
              required={!point}
              value={unit}
              data-testid="point-unit"
              onChange={(event) => setUnit(event.currentTarget.value)}
            >
              <option value="">—</option>
              {choices.map((it) => (
                <option key={it.id} value={it.id}>
                  {`${"\u2003".repeat(it.level - 1)}${it.name}`}
                </option>
              ))}
            </select>
          </div>
        </div>
        <div class="admin-pair">
          {field("delegates", p.delegates)}
          {field("order", t.order)}
        </div>
        <Group title={p.contact}>
          {field("contact_name", p.person)}
          {field("contact_phone", p.phone)}
        </Group>
        <Group title={p.technician}>
          {field("technician_name", p.person)}
          {field("technician_phone", p.phone)}
        </Group>
        <Group title={p.line}>
          {field("line_operator", p.operator)}
          {field("line_kbps", p.kbps)}
          {field("line_note", p.note)}
        </Group>
        <Group title={p.backup}>
          {field("backup_operator", p.operator)}
          {field("backup_kbps", p.kbps)}
          {field("backup_note", p.note)}
        </Group>
        <Toggle label={p.room} on={room} onChange={setRoom} testId="room" />
        {point && <Toggle label={t.retired} on={retired} onChange={setRetired} testId="retire" />}
      </Form>
    </Dialog>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <fieldset class="admin-group">
      <legend>{title}</legend>
      <div class="admin-pair">{children}</div>
    </fieldset>
  );
}
