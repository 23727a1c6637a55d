// Mails a second through Crisp's parser: node reading_crisp.js MAILS.json ROUNDS (npm: email-reply-parser).
const fs = require("fs");
const found = require(require.resolve("email-reply-parser", { paths: [process.cwd(), ...(process.env.NODE_PATH || "").split(":")] }));
const Parser = found.default || found;
const mails = JSON.parse(fs.readFileSync(process.argv[2]));
const best = mails.map(() => Infinity);
for (let round = 0; round < Number(process.argv[3]); round++) {
  mails.forEach((mail, i) => {
    const begun = process.hrtime.bigint();
    new Parser().read(mail).getVisibleText();
    best[i] = Math.min(best[i], Number(process.hrtime.bigint() - begun) / 1e9);
  });
}
console.log(JSON.stringify({ "crisp email-reply-parser": mails.length / best.reduce((sum, spent) => sum + spent, 0) }));
