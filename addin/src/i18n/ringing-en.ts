/** The texts of the pane about the telephone: who is on it, and who calls, in English. */

export const ringingEn = {
  "phone.heading": "On my phone",
  "phone.on": "On the list {list}",
  "phone.off": "Not on the list {list}",
  "phone.put": "Put {name} on the list",
  "phone.take": "Take {name} off the list",
  "phone.failed": "That did not work. Try again in a moment.",
  "phone.waits": {
    one: "{number} thing to decide about {name}",
    other: "{number} things to decide about {name}",
  },

  "caller.heading": "Who calls?",
  "caller.number": "Number",
  "caller.ask": "Look up",
  "caller.asking": "Looking up",
  "caller.nobody": "Nobody is known by {number}.",
  "caller.account": "{account}'s own number",
  "caller.open": "Open: {opportunities}",
  "caller.failed": "The number could not be looked up. Try again in a moment.",
} as const;
