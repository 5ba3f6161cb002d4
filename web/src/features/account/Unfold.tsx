import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../../ui/button/Button";

/** A button, then in its place what it opens; once that is closed, the focus is back on the button. */
export function Unfold({ label, children }: { label: string; children: (close: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef(false);
  useEffect(() => {
    if (before.current && !open) button.current?.focus();
    before.current = open;
  }, [open]);
  if (open) return children(() => setOpen(false));
  return (
    <Button ref={button} onClick={() => setOpen(true)}>
      {label}
    </Button>
  );
}
