/** The API's edge in tests; each test says what the server answers. */
import { setupServer } from "msw/node";

export const api = setupServer();
