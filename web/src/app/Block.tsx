import { Component, type ReactNode } from "react";
import { Button } from "../ui/button/Button";
import { Notice } from "../ui/notice/Notice";
import { type Failure, FailureError, sentenceOf } from "./failure";

/** What went wrong in a block, what is safe, and a way to try again. The code is under « Détails ». */
export function FailureNotice({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const reference =
    failure.kind === "internal" ? failure.reference : failure.kind === "refused" ? failure.code : undefined;
  return (
    <Notice tone="late" title={sentenceOf(failure)}>
      {onRetry && failure.kind !== "forbidden" && failure.kind !== "missing" && (
        <Button icon="rotate-ccw" onClick={onRetry}>
          Réessayer
        </Button>
      )}
      {reference && (
        <details>
          <summary>Détails</summary>
          <code>{reference}</code>
        </details>
      )}
    </Notice>
  );
}

type Props = { children: ReactNode };

/** A part of a page that fails alone: the rest goes on. */
export class Block extends Component<Props, { failure: Failure | null }> {
  override state = { failure: null as Failure | null };

  static getDerivedStateFromError(error: unknown): { failure: Failure } {
    if (error instanceof FailureError) return { failure: error.failure };
    return { failure: { kind: "internal", reference: error instanceof Error ? error.message : undefined } };
  }

  override render() {
    const { failure } = this.state;
    if (failure) return <FailureNotice failure={failure} onRetry={() => this.setState({ failure: null })} />;
    return this.props.children;
  }
}
