import { adminTexts } from "../../i18n/admin";
import { SearchIcon } from "../../ui/icon";

interface SearchProps {
  query: string;
  set: (query: string) => void;
  /** How many were found, as a sentence. */
  found: string;
  hint?: string;
}

/** What is looked for, and how many there are. */
export function Search({ query, set, found, hint }: SearchProps) {
  const t = adminTexts.value;
  return (
    <div class="field search">
      <label for="search">{t.search}</label>
      <div class="search-box">
        <SearchIcon />
        <input
          id="search"
          type="search"
          autoComplete="off"
          spellcheck={false}
          placeholder={hint ?? t.searchHint}
          value={query}
          data-testid="search"
          onInput={(event) => set(event.currentTarget.value)}
        />
      </div>
      <p class="faint" role="status">
        {found}
      </p>
    </div>
  );
}
