import type { MouseEvent, ReactNode } from "react";
import { paths } from "./paths";

/** Says in its address which page the assistance is opened from, for who then writes a request. */
function sayFrom(event: MouseEvent<HTMLAnchorElement>) {
  const { pathname, search } = location;
  if (pathname === paths.help() || pathname.startsWith(`${paths.help()}/`)) return;
  event.currentTarget.href = `${paths.help()}?de=${encodeURIComponent(pathname + search)}`;
}

/** The way to the assistance, in a tab of its own: what is being done here is left as it is; R161. */
export function HelpLink({ onClick, children }: { onClick?: () => void; children: ReactNode }) {
  return (
    <a
      href={paths.help()}
      target="_blank"
      rel="noopener"
      onClick={(event) => {
        sayFrom(event);
        onClick?.();
      }}
      onAuxClick={sayFrom}
    >
      {children}
      <span className="sr-only"> (nouvel onglet)</span>
    </a>
  );
}
