import { useRouter } from "@tanstack/react-router";
import type { ComponentProps } from "react";

/** A link to an address the service gave (path and search), followed without reloading. */
export function HrefLink({ href, onClick, ...rest }: ComponentProps<"a"> & { href: string }) {
  const router = useRouter();
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        const plain =
          event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
        if (event.defaultPrevented || !plain || !href.startsWith("/")) return;
        event.preventDefault();
        void router.navigate({ href });
      }}
    />
  );
}
