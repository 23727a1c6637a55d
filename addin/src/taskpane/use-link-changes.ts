/** Changing a link from the pane: the change, what is said about it, and its undo. */
import { ApiError } from "../api/client";
import { useChooseLink, useExclusion, useLinkNow, useUndoLink } from "../api/links";
import type { Account, Link, LinkTarget, Opportunity } from "../api/types";
import { useNotices } from "./notice";
import { usePaneText } from "./texts";

type Choice = { readonly opportunity: Opportunity } | { readonly account: Account };

export function useLinkChanges(target: LinkTarget, link: Link | null | undefined) {
  const t = usePaneText();
  const notices = useNotices();
  const put = useChooseLink(target);
  const remove = useUndoLink(target);
  const fail = useFailureNotice();
  const linkNow = useLinkNow(target);

  // Promises, not callbacks of the hook: what started a change may be gone when it is done.
  const undo = () => remove.mutateAsync().then(() => notices.show({ text: t("link.undone") }), fail);
  const choose = (chosen: Choice) => {
    const [choice, text] =
      "opportunity" in chosen
        ? [
            { opportunity_id: chosen.opportunity.id, account_id: chosen.opportunity.account_id },
            t("link.done", { name: chosen.opportunity.name }),
          ]
        : [
            { opportunity_id: null, account_id: chosen.account.id },
            t("link.doneAccount", { name: chosen.account.name }),
          ];
    const decide = (on: Link | null | undefined) => put.mutateAsync({ choice, etag: on?.etag });
    return decide(link)
      .catch((error: unknown) => {
        // The rules look at a mail again when something was made beside it; only a person's decision is asked about.
        const now = linkNow();
        if (isStale(error) && now?.decided_by.kind === "rule") return decide(now);
        throw error;
      })
      .then(() => notices.show({ text, undo }), fail);
  };
  return { choose, busy: put.isPending || remove.isPending };
}

export function useUndoableExclusion(target: LinkTarget) {
  const t = usePaneText();
  const notices = useNotices();
  const exclusion = useExclusion(target);
  const fail = useFailureNotice();
  const include = () =>
    exclusion.mutateAsync("counted").then(() => notices.show({ text: t("state.excluded.undone") }), fail);
  const exclude = () =>
    exclusion
      .mutateAsync("excluded")
      .then(() => notices.show({ text: t("state.excluded.title"), undo: include }), fail);
  return { exclude, include };
}

function useFailureNotice(): (error: Error) => void {
  const t = usePaneText();
  const notices = useNotices();
  return (error) => notices.show({ text: t(isStale(error) ? "link.stale" : "link.failed") });
}

function isStale(error: unknown): boolean {
  return error instanceof ApiError && error.failure === "stale";
}
