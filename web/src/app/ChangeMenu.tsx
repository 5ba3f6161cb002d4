import { useNavigate } from "@tanstack/react-router";
import { Icon } from "../ui/icon/Icon";
import { toast } from "../ui/toast/toast";
import { client } from "./client";
import { choices, workOn } from "./diplomas";
import { paths } from "./paths";
import css from "./person-menu.module.css";
import { USE_ROLE } from "./role.gql";
import { choosesDiploma, ROLE_NAMES, type Role, useViewer } from "./viewer";

/** « Changer de diplôme » and « Changer de rôle », for those who have several; R21, R27. */
export default function ChangeMenu({ onDone }: { onDone: () => void }) {
  const viewer = useViewer();
  const others = viewer.roles.filter((role) => role !== viewer.role);
  return (
    <>
      {choosesDiploma(viewer) && <Diplomas onDone={onDone} />}
      {others.length > 0 && (
        <fieldset>
          <legend>Changer de rôle</legend>
          {others.map((role) => (
            <button key={role} type="button" onClick={() => void goOnAs(role)}>
              <Icon name="users" /> {ROLE_NAMES[role]}
            </button>
          ))}
        </fieldset>
      )}
    </>
  );
}

async function goOnAs(role: Role) {
  const { data } = await client.mutation(USE_ROLE, { input: { role } }).toPromise();
  const problem = data?.useRole.errors[0];
  if (problem) toast(problem.message, { tone: "late" });
  // Another role sees other things: nothing of the former one stays in memory.
  else if (data) location.assign(paths.home());
}

function Diplomas({ onDone }: { onDone: () => void }) {
  const viewer = useViewer();
  const navigate = useNavigate();

  async function changeTo({ id, label }: { id: string | null; label: string }) {
    onDone();
    const problem = await workOn(id);
    if (problem) {
      toast(problem, { tone: "late" });
      return;
    }
    await navigate({ to: paths.home() });
    toast(`Diplôme affiché : ${label}.`);
  }

  return (
    <fieldset>
      <legend>Changer de diplôme</legend>
      {choices(viewer).map((choice) => {
        const holds = choice.id === (viewer.currentSpecialty?.id ?? null);
        return (
          <button key={choice.id} type="button" aria-pressed={holds} onClick={() => void changeTo(choice)}>
            <Icon name="graduation-cap" /> {choice.label}
            {holds && <Icon name="check" className={css.chosen} />}
          </button>
        );
      })}
    </fieldset>
  );
}
