import { useSyncExternalStore } from "react";
import { Button } from "../ui/button/Button";
import { build } from "./build";
import css from "./new-version.module.css";

/** A quiet word when the service runs a newer build than the page; never by itself. */
export function NewVersion() {
  const newer = useSyncExternalStore(build.subscribe, build.isNewer);
  if (!newer) return null;
  return (
    <div className={css.banner} role="status">
      Une nouvelle version est en place.
      <Button icon="refresh-cw" onClick={() => location.reload()}>
        Recharger
      </Button>
    </div>
  );
}
