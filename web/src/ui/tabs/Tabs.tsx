import { Link } from "@tanstack/react-router";
import css from "./tabs.module.css";

/** The pages that make one whole, each with its address. */
export function Tabs({
  label,
  tabs,
}: {
  /** What the pages are parts of, for screen readers. */
  label: string;
  tabs: readonly { path: string; search?: Record<string, unknown>; label: string; current?: boolean }[];
}) {
  return (
    <nav className={css.tabs} aria-label={label}>
      <ul>
        {tabs.map(({ path, search, label, current }) => (
          <li key={label}>
            <Link
              to={path}
              search={search ?? {}}
              activeOptions={{ exact: true, includeSearch: search !== undefined }}
              activeProps={{ "aria-current": "page" }}
              {...(current === undefined ? {} : { "aria-current": current ? "page" : undefined })}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
