/**
 * Builds the workspace apart from the pane. Chunks shared by both would make the pane bigger with every screen here,
 * and would be fetched twice all the same: browsers keep what Outlook frames apart from what is opened by itself.
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/",
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: "../server/trato/static",
    emptyOutDir: false,
    target: "es2022",
    rolldownOptions: { input: { workspace: new URL("./workspace.html", import.meta.url).pathname } },
  },
});
