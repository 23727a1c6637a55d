// Mails a second through Crisp's parser: node reading_crisp.js MAILS.json ROUNDS (npm: email-reply-parser).
const fs = require("fs");
const found = require(require.resolve("email-reply-parser", { paths: [process.cwd(), ...(process.env.NODE_PATH || "").split(":")] }));
const Parser = found.default || found;
const mails = JSON.parse(fs.readFileSync(process.argv[2]));
let best = Infinity;
for (let round = 0; round < Number(process.argv[3]); round++) {
  const begun = process.cpuUsage();
  for (const mail of mails) new Parser().read(mail).getVisibleText();
  const spent = process.cpuUsage(begun);
  best = Math.min(best, (spent.user + spent.system) / 1e6);
}
console.log(JSON.stringify({ "crisp email-reply-parser": mails.length / best }));
