/** The weekly review: begun, gone through one opportunity after the other, finished, shared, seen and commented by those above. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { PipelineRow } from "./pipeline";
import { replaceRow } from "./pipeline";
import { saveFile } from "./save-file";
import type { components } from "./schema";
import type { NextStepAnswer } from "./types";

type Schemas = components["schemas"];
export type Review = Schemas["ReviewOut"];
export type ReviewHead = Schemas["ReviewHeadOut"];
export type ReviewStand = Schemas["ReviewStandOut"];
export type ReviewItem = Schemas["ReviewItemOut"];
export type ReviewDecision = Schemas["ReviewDecisionIn"];
export type ReviewComment = Schemas["ReviewCommentOut"];
export type UnlinkedThread = Schemas["UnlinkedOut"];
type Mail = Schemas["ReviewMailOut"];

/** How long what was looked at ahead is taken for present: a decision names the version it is about, and is refused else. */
const AHEAD_MS = 60_000;

const LIST = ["reviews", "list"];
const one = (id: string) => ["reviews", "one", id];
const item = (id: string, opportunityId: string) => ["reviews", "item", id, opportunityId];

export function useReviews() {
  const api = useApi();
  return useQuery({
    queryKey: LIST,
    queryFn: ({ signal }) => api<{ readonly items: readonly ReviewHead[] }>("GET", "/reviews", { signal }),
  });
}

export function useReview(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: one(id),
    queryFn: ({ signal }) => api<Review>("GET", `/reviews/${id}`, { signal }),
  });
}

/** Begins this week's, or finds it as it stands. */
export function useStartReview() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api<Review>("POST", "/reviews", { body: {} }),
    onSuccess: (review) => keep(client, review),
  });
}

export function useReviewItem(id: string, opportunityId: string) {
  const api = useApi();
  return useQuery({
    queryKey: item(id, opportunityId),
    queryFn: ({ signal }) => api<ReviewItem>("GET", `/reviews/${id}/items/${opportunityId}`, { signal }),
    staleTime: AHEAD_MS,
  });
}

/** Looks ahead, so that the next one is there as soon as one comes to it. */
export function useReviewItemsAhead(id: string) {
  const api = useApi();
  const client = useQueryClient();
  return (opportunityId: string) => {
    const of = encodeURIComponent(opportunityId);
    void client.prefetchQuery({
      queryKey: item(id, opportunityId),
      queryFn: ({ signal }) => api<ReviewItem>("GET", `/reviews/${id}/items/${of}`, { signal }),
      staleTime: AHEAD_MS,
    });
    void client.prefetchQuery({
      queryKey: ["next-step", opportunityId],
      queryFn: ({ signal }) => api<NextStepAnswer>("GET", `/opportunities/${of}/next-step`, { signal }),
      staleTime: AHEAD_MS,
    });
  };
}

type Decided =
  | { readonly row: PipelineRow; readonly decision: ReviewDecision }
  | { readonly row: PipelineRow; readonly decision: "take_back" };

export function useDecide(id: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ row, decision }: Decided) => {
      const path = `/reviews/${id}/items/${row.opportunity.id}`;
      return decision === "take_back"
        ? api<ReviewItem>("DELETE", path)
        : api<ReviewItem>("PUT", path, { body: decision, ifMatch: row.opportunity.etag });
    },
    onSuccess: (decided) => {
      const { row, stand } = decided;
      client.setQueryData(item(id, row.opportunity.id), decided);
      const review = client.setQueryData<Review>(one(id), (known) => known && withStand(known, stand));
      replaceRow(client, row);
      // The lists follow when one looks at them again.
      void client.invalidateQueries({ queryKey: ["pipeline"], refetchType: "none" });
      // What a review came to is asked for once all of it is decided, and is there when the summary is.
      const isDecided = review?.items.every(({ verdict }) => verdict !== null);
      return client.invalidateQueries({ queryKey: one(id), refetchType: isDecided ? "active" : "none" });
    },
    onError: (_, { row }) => client.invalidateQueries({ queryKey: item(id, row.opportunity.id) }),
  });
}

export function useFinishReview(id: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api<Review>("POST", `/reviews/${id}/finish`, { body: {} }),
    onSuccess: (review) => keep(client, review),
  });
}

export function useCommentReview(id: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (comment: Schemas["ReviewCommentIn"]) =>
      api<Review>("POST", `/reviews/${id}/comments`, { body: comment }),
    onSuccess: (review) => keep(client, review),
  });
}

/** Puts a draft to the manager into one's own mailbox; nothing is sent. */
export function useDraftReviewMail(id: string) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api<Mail>("POST", `/reviews/${id}/draft`, { body: {} }),
    // That there is a draft is told at once; what shows when it was shared follows.
    onSuccess: () => void client.invalidateQueries({ queryKey: ["reviews"] }),
  });
}

/** A review as a file for whoever has no Trato at hand: to calculate with, or to read on paper. */
export function useReviewFile(review: ReviewHead) {
  const api = useApi();
  return useMutation({
    mutationFn: async (kind: "workbook" | "document") => {
      const content = await api<Blob>("GET", `/reviews/${review.id}/${kind}`, { as: "blob" });
      saveFile(content, `review-${review.week_on}.${kind === "workbook" ? "xlsx" : "pdf"}`);
    },
  });
}

/** One's threads of the last weeks that belong to no opportunity. */
export function useUnlinkedThreads() {
  const api = useApi();
  return useQuery({
    queryKey: ["reviews", "unlinked"],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly UnlinkedThread[] }>("GET", "/reviews/unlinked-threads", { signal }),
  });
}

/** Begins an opportunity of such a thread and links the thread to it. */
export function useBeginFromThread() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ thread, name }: { thread: UnlinkedThread; name: string }) => {
      const made = await api<Schemas["OpportunityOut"]>("POST", "/opportunities", {
        body: { account_id: thread.account.id, name, contact_ids: thread.contacts.map(({ id }) => id) },
      });
      await api("POST", "/threads/decisions", {
        body: { thread_ids: [thread.thread_id], kind: "link", opportunity_id: made.id },
      });
      return made;
    },
    onSettled: () =>
      Promise.all(
        ["reviews", "pipeline", "context", "relations"].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}

async function keep(client: QueryClient, review: Review): Promise<void> {
  // What was asked before would bring back how it was.
  await client.cancelQueries({ queryKey: one(review.review.id) });
  client.setQueryData(one(review.review.id), review);
  return client.invalidateQueries({ queryKey: LIST });
}

function withStand(review: Review, stand: ReviewStand): Review {
  const isSame = (other: ReviewStand) => other.opportunity.id === stand.opportunity.id;
  return { ...review, items: review.items.map((other) => (isSame(other) ? stand : other)) };
}
