import { lazy, Suspense } from "react";
import type { FragmentOf } from "../../graphql/graphql";
import { Card } from "../../ui/card/Card";
import type { PASSWORD } from "./account.gql";
import css from "./account.module.css";
import { Unfold } from "./Unfold";
import type { Words } from "./words";

const PasswordForm = lazy(async () => ({ default: (await import("./PasswordForm")).PasswordForm }));

type Data = FragmentOf<typeof PASSWORD>;

/** One's password, and the way to change it; R19. */
export function Password({ data, words }: { data: Data; words: Words }) {
  return (
    <Card title="Mot de passe">
      <div className={css.body}>
        <p className="small muted">{words.password}</p>
        <Unfold label="Changer le mot de passe">
          {(close) => (
            <Suspense>
              <PasswordForm data={data} words={words} onClose={close} />
            </Suspense>
          )}
        </Unfold>
      </div>
    </Card>
  );
}
