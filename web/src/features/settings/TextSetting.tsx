import { type ComponentProps, useEffect, useRef, useState } from "react";
import { Field } from "../../ui/field/Field";
import { SavingPill } from "../../ui/saving/SavingPill";
import css from "./settings.module.css";
import type { useSetting } from "./useSetting";

/** A line of text that saves itself when it is left: half a name or half an address is nobody's. */
export function TextSetting({
  setting,
  readOnly,
  ...field
}: {
  setting: ReturnType<typeof useSetting<string>>;
  readOnly: boolean;
} & Pick<ComponentProps<typeof Field>, "label" | "help" | "type" | "autoComplete" | "inputMode">) {
  const [typed, setTyped] = useState<string | null>(null);
  const leave = useRef(() => {});
  leave.current = () => {
    if (typed === null) return;
    setTyped(null);
    if (typed.trim() === setting.value) return;
    setting.set(typed.trim());
    void setting.flush();
  };
  useEffect(() => {
    const onHide = () => leave.current();
    window.addEventListener("pagehide", onHide);
    return () => {
      window.removeEventListener("pagehide", onHide);
      leave.current();
    };
  }, []);
  const { saving, error } = setting;
  return (
    <div className={css.setting}>
      <Field
        {...field}
        value={typed ?? setting.value}
        readOnly={readOnly}
        error={typed === null ? error : null}
        maxLength={300}
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => leave.current()}
        onKeyDown={(event) => {
          if (event.key === "Enter") leave.current();
        }}
      />
      {!error && <SavingPill saving={saving} onMine={setting.keepMine} onTheirs={setting.takeTheirs} />}
    </div>
  );
}
