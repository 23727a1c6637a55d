/** Builds the pages that Flask serves: the task pane and the stand-in Outlook. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const page = (name: string) => new URL(`./${name}.html`, import.meta.url).pathname;

export default defineConfig({
  base: "/static/",
  publicDir: "assets",
  plugins: [react()],
  build: {
    outDir: "../server/trato/static",
    emptyOutDir: true,
    target: "es2022",
    // The manifest names the icons by path, so small files must not be inlined as data: URLs.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: {
        taskpane: page("taskpane"),
        outlook: page("outlook"),
        signedIn: page("signed-in"),
        dialog: page("dialog"),
      },
    },
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["./test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "test/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
