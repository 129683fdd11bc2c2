import { useId } from "preact/hooks";
import { accountTexts } from "../../i18n/accounts";
import type { GivenRole, RoleGiven } from "../../protocol";
import { CloseIcon } from "../../ui/icon";

const ROLES = [
  "administrator",
  "operator",
  "secretary",
  "chair",
  "technician",
  "delegate",
  "viewer",
] as const satisfies readonly GivenRole[];

interface RoleEditorProps {
  grants: readonly RoleGiven[];
  onChange: (grants: RoleGiven[]) => void;
}

/** The roles of an account, each over a unit or everything. */
export function RoleEditor({ grants, onChange }: RoleEditorProps) {
  const t = accountTexts.value;
  const id = useId();
  const put = (at: number, grant: RoleGiven) =>
    onChange(grants.map((old, index) => (index === at ? grant : old)));
  return (
    <fieldset class="role-editor" aria-describedby={`${id}-hint`}>
      <legend>{t.rolesOf}</legend>
      {grants.map((grant, at) => (
        <div key={at} class="role-row">
          <div class="field">
            <label for={`${id}-role-${at}`}>{t.role}</label>
            <select
              id={`${id}-role-${at}`}
              value={grant.role}
              data-testid={`role-${at}`}
              onChange={(event) => {
                const role = ROLES.find((one) => one === event.currentTarget.value);
                if (role) put(at, { ...grant, role });
              }}
            >
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {t.roles[role]}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for={`${id}-unit-${at}`}>{t.unit}</label>
            <input
              id={`${id}-unit-${at}`}
              type="text"
              autoComplete="off"
              placeholder={t.everywhere}
              value={grant.unit ?? ""}
              data-testid={`unit-${at}`}
              onInput={(event) => put(at, { ...grant, unit: event.currentTarget.value || null })}
            />
          </div>
          <button
            type="button"
            class="button icon-only"
            onClick={() => onChange(grants.filter((_, index) => index !== at))}
          >
            <CloseIcon />
            <span class="hidden">{t.removeRole(t.roles[grant.role])}</span>
          </button>
        </div>
      ))}
      <p id={`${id}-hint`} class="faint">
        {t.unitHint}
      </p>
      <button
        type="button"
        class="button"
        data-testid="add-role"
        onClick={() => onChange([...grants, { role: "viewer", unit: null }])}
      >
        {t.addRole}
      </button>
    </fieldset>
  );
}
