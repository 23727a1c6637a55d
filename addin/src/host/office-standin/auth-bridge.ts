/** The bridge that msal-browser looks for in a nested app: strings out, strings in. */

type Listener = (response: string) => void;

interface AuthBridge {
  readonly api: {
    readonly addEventListener: (event: string, listener: Listener) => void;
    readonly removeEventListener: (event: string, listener: Listener) => void;
    readonly postMessage: (message: string) => void;
  };
  readonly receive: (message: string) => void;
}

export function createAuthBridge(send: (message: string) => void): AuthBridge {
  const listeners = new Set<Listener>();
  return {
    api: {
      addEventListener: (_, listener) => listeners.add(listener),
      removeEventListener: (_, listener) => listeners.delete(listener),
      postMessage: send,
    },
    receive: (message) => {
      for (const listener of listeners) listener(message);
    },
  };
}
