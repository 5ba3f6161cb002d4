import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { TEXT } from "./article.gql";

/** Text of an article, piece by piece: strong, code, links, and the words that were looked for. */
export function Texts({ parts }: { parts: readonly FragmentOf<typeof TEXT>[] }) {
  return readFragment(TEXT, parts).map(({ text, style, path }, at) => {
    const drawn =
      style === "STRONG" ? (
        <strong>{text}</strong>
      ) : style === "CODE" ? (
        <code>{text}</code>
      ) : style === "FOUND" ? (
        <mark>{text}</mark>
      ) : (
        text
      );
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text do not move
      <Fragment key={at}>{path ? <Link to={path}>{drawn}</Link> : drawn}</Fragment>
    );
  });
}
