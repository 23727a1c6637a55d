import { describe, expect, it } from "vitest";
import { draftItem, replyTo } from "./open-items";

const recipient = (address: string, name: string) => ({ emailAddress: { address, name } });

describe("a draft", () => {
  it("has as recipients only what has become an address", () => {
    const draft = {
      id: "d",
      conversationId: "c",
      to: "Ana Ruiz <ana@aceros.example>, jon@aceros.ex",
      cc: "mar",
      subject: "",
      body: "",
      cursor: 0,
    };
    expect(draftItem(draft)).toMatchObject({
      to: [
        { address: "ana@aceros.example", name: "Ana Ruiz" },
        { address: "jon@aceros.ex", name: "jon@aceros.ex" },
      ],
      cc: [],
    });
  });

  it("that replies goes to all but oneself, in the same conversation", () => {
    const reply = replyTo(
      {
        id: "m",
        conversationId: "c",
        subject: "Oferta",
        receivedDateTime: "2026-11-24T09:00:00Z",
        from: recipient("ana@aceros.example", "Ruiz, Ana"),
        toRecipients: [recipient("luis@cortes.example", "Luis"), recipient("jon@aceros.example", "Jon")],
      },
      "luis@cortes.example",
    );
    expect(reply.subject).toBe("Re: Oferta");
    expect(draftItem(reply)).toMatchObject({
      conversationId: "c",
      to: [{ address: "ana@aceros.example" }, { address: "jon@aceros.example" }],
    });
  });
});
