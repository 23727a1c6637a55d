/** Meetings that go by mail: found in synced mail, answered by a draft that a person sends. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "./api-context";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type MailMeeting = Schemas["InvitationOut"];
export type ToSend = Schemas["ToSendOut"];

const KEY = "mail-meetings";

/** Those found in one mail, or all of one's own. */
export function useMailMeetings(internetMessageId?: string) {
  const api = useApi();
  return useQuery({
    queryKey: [KEY, internetMessageId ?? ""],
    queryFn: ({ signal }) =>
      api<Schemas["InvitationsOut"]>("GET", "/invitations", {
        query: { internet_message_id: internetMessageId },
        signal,
      }),
  });
}

export function useAnswerMeeting() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, answer }: { id: string; answer: Schemas["AnswerIn"]["answer"] }) =>
      api<ToSend>("POST", `/invitations/${id}/answer`, { body: { answer, as_draft: true } }),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY] }),
  });
}

export function useSettleProposal() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { id: string; proposal: string; decision: "accepted" | "declined" }) =>
      api<ToSend>("POST", `/invitations/${wish.id}/proposals/${wish.proposal}`, {
        body: { decision: wish.decision, as_draft: true },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY] }),
  });
}
