import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { openClient } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { HelpLink } from "../../app/HelpLink";
import { paths } from "../../app/paths";
import { LAST_UAI } from "../../app/routes";
import type { Viewer } from "../../app/session";
import { usePage } from "../../app/title";
import { choosesDiploma, fetchViewer } from "../../app/viewer";
import { time } from "../../lib/dates";
import { Button } from "../../ui/button/Button";
import { Field, PasswordField } from "../../ui/field/Field";
import { Icon } from "../../ui/icon/Icon";
import { Notice } from "../../ui/notice/Notice";
import { ChoosePassword } from "./ChoosePassword";
import { CodeStep } from "./CodeStep";
import { SIGN_IN } from "./mutations.gql";
import { forgottenRoute, signInRoute } from "./route";
import { SetUpStep } from "./SetUpStep";
import { ACTIVATION_LINK } from "./sign-in.gql";
import css from "./sign-in.module.css";
import { SchoolPlace, Welcome } from "./Welcome";

/** For teachers of several diplomas alone. */
const ChooseDiploma = lazy(() => import("./ChooseDiploma"));

type Refusal = { title: string; text: string };

/** Sign-in of one establishment; first sign-in leads to choosing a password, several diplomas to one; R7, R8, R10, R12, R20. */
export function SignInPage() {
  const establishment = signInRoute.useLoaderData();
  const { vers, identifiant, pour } = signInRoute.useSearch();
  const navigate = useNavigate();
  const [ticket, setTicket] = useState<{
    secret: string;
    login: string;
    minimumLength: number | undefined;
  } | null>(null);
  const [step, setStep] = useState<{ ticket: string; setsUp: boolean } | null>(null);
  const [several, setSeveral] = useState<Viewer | null>(null);
  const [login, setLogin] = useState(identifiant ?? pour ?? "");
  const [chosen, setChosen] = useState(Boolean(identifiant));
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [help, setHelp] = useState(false);
  const alert = useRef<HTMLDivElement>(null);
  usePage(titleOf(ticket !== null, step), establishment.name);

  useEffect(() => {
    localStorage.setItem(LAST_UAI, establishment.uai);
  }, [establishment.uai]);
  useEffect(() => {
    if (refusal) alert.current?.focus();
  }, [refusal]);

  async function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const password = String(new FormData(form).get("password"));
    if (!login.trim() || !password) {
      setRefusal({
        title: "Il manque quelque chose",
        text: "L’identifiant et le mot de passe sont nécessaires.",
      });
      return;
    }
    setBusy(true);
    setRefusal(null);
    const input = { uai: establishment.uai, login, password };
    const { data, error } = await openClient.mutation(SIGN_IN, { input }).toPromise();
    setBusy(false);
    if (error || !data) {
      setRefusal({ title: "Connexion impossible", text: error ? sentenceOf(failureOf(error)) : "" });
      return;
    }
    const answer = data.signIn;
    if (answer.activationTicket) {
      const secret = answer.activationTicket;
      const link = await openClient.query(ACTIVATION_LINK, { secret }).toPromise();
      setTicket({
        secret,
        login: answer.activationLogin ?? login,
        minimumLength: link.data?.activationLink?.minimumLength,
      });
      return;
    }
    const further = answer.secondStepTicket ?? answer.setUpTicket;
    if (further) {
      setStep({ ticket: further, setsUp: Boolean(answer.setUpTicket) });
      return;
    }
    if (!answer.viewer) {
      const problem = answer.errors[0];
      const wait = answer.retryAt ? ` Nouvel essai possible à ${time(answer.retryAt)}.` : "";
      setRefusal(split(problem?.message ?? "Connexion impossible.", wait));
      setHelp(true);
      return;
    }
    await comeIn();
  }

  async function comeIn() {
    const viewer = await fetchViewer();
    if (viewer && choosesDiploma(viewer)) setSeveral(viewer);
    else goOn();
  }

  function goOn() {
    void navigate({ href: vers ?? paths.home(), replace: true });
  }

  const backToPassword = useCallback((why?: string) => {
    setStep(null);
    setRefusal(why ? { title: "Connexion à recommencer", text: why } : null);
  }, []);

  const place = <SchoolPlace establishment={establishment} />;

  if (several) {
    return (
      <Welcome>
        {place}
        <Suspense>
          <ChooseDiploma viewer={several} onChosen={goOn} />
        </Suspense>
      </Welcome>
    );
  }

  if (ticket) {
    return (
      <Welcome>
        {place}
        <ChoosePassword
          ticket={ticket.secret}
          login={ticket.login}
          minimumLength={ticket.minimumLength}
          onChosen={(known) => {
            setTicket(null);
            setLogin(known);
            setChosen(true);
          }}
        />
      </Welcome>
    );
  }

  if (step) {
    return (
      <Welcome>
        {place}
        {step.setsUp ? (
          <SetUpStep
            ticket={step.ticket}
            login={login.trim()}
            school={establishment.name}
            onIn={comeIn}
            onBack={backToPassword}
          />
        ) : (
          <CodeStep ticket={step.ticket} onIn={comeIn} onBack={backToPassword} />
        )}
      </Welcome>
    );
  }

  return (
    <Welcome>
      {place}
      <h1 tabIndex={-1}>Connexion</h1>
      {refusal && (
        <Notice tone="late" title={refusal.title} alert ref={alert}>
          {refusal.text && <p>{refusal.text}</p>}
        </Notice>
      )}
      {chosen && !refusal && (
        <Notice tone="done" title="Mot de passe enregistré">
          <p>Connectez-vous avec lui, maintenant et les prochaines fois.</p>
        </Notice>
      )}
      <form onSubmit={(event) => void signIn(event)} noValidate>
        <Field
          label="Identifiant"
          name="username"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          help="Accents, espaces et majuscules sont acceptés, on s’en occupe."
        />
        <PasswordField label="Mot de passe" name="password" autoComplete="current-password" />
        {establishment.resetByMail && (
          <p className={css.forgotten}>
            <Link
              to={forgottenRoute.to}
              params={{ uai: establishment.uai }}
              search={login.trim() ? { identifiant: login.trim() } : {}}
            >
              Mot de passe oublié ?
            </Link>
          </p>
        )}
        <Button variant="filled" size="l" wide type="submit" busy={busy}>
          Se connecter
        </Button>
      </form>
      <details className={css.help} open={help} onToggle={(event) => setHelp(event.currentTarget.open)}>
        <summary>
          <Icon name="chevron-right" />
          Première connexion, ou difficulté à se connecter
        </summary>
        <div>
          <p className={css.given}>{establishment.helpText}</p>
          <p>
            Ce premier mot de passe ne sert qu’une fois, à choisir le sien. Mot de passe oublié :{" "}
            {establishment.resetByMail
              ? "le personnel reçoit par courrier électronique de quoi en choisir un autre. Pour un apprenant, un professeur ou l’établissement ouvre une nouvelle première connexion."
              : "l’établissement ouvre une nouvelle première connexion. Pour un apprenant, un professeur le peut aussi."}
          </p>
          <p>
            <HelpLink>Ouvrir l’assistance</HelpLink>
          </p>
        </div>
      </details>
    </Welcome>
  );
}

function titleOf(choosing: boolean, step: { setsUp: boolean } | null): string {
  if (choosing) return "Choisir un mot de passe";
  if (!step) return "Connexion";
  return step.setsUp ? "Connexion en deux étapes" : "Code de connexion";
}

/** « Authentification incorrecte : … » becomes a title and a sentence; anything else is shown as served. */
function split(message: string, wait: string): Refusal {
  const [title, ...rest] = message.split(/\s:\s/);
  const text = rest.join("\u00a0: ");
  if (!title || !text) return { title: message, text: wait.trim() };
  return { title, text: text.charAt(0).toLocaleUpperCase("fr-FR") + text.slice(1) + wait };
}
