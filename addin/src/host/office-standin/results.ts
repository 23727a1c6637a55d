/** Office.js's way of answering: later, through the last argument, as an AsyncResult. */

export type DeepPartial<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

export type Handler = (event: { readonly type: string }) => void;

type Callback = (result: Office.AsyncResult<unknown>) => void;

export function succeeded<T>(value: T): Office.AsyncResult<T> {
  const status = "succeeded" as unknown as Office.AsyncResultStatus;
  return { status, value, asyncContext: undefined } as Office.AsyncResult<T>;
}

export function failed(code: number, message: string): Office.AsyncResult<never> {
  const status = "failed" as unknown as Office.AsyncResultStatus;
  return { status, error: { code, message, name: "OfficeError" } } as unknown as Office.AsyncResult<never>;
}

/** Calls the callback, which Office.js takes last, after options or without them; never before returning. */
export function later<T>(args: readonly unknown[], result: () => Office.AsyncResult<T>): void {
  const callback = callbackOf(args);
  if (callback) queueMicrotask(() => callback(result()));
}

/** The same for what has to be waited for. */
export function whenDone<T>(args: readonly unknown[], work: Promise<T>): void {
  const callback = callbackOf(args);
  work.then(
    (value) => callback?.(succeeded(value)),
    (error: unknown) => callback?.(failed(9017, String(error))),
  );
}

function callbackOf(args: readonly unknown[]): Callback | undefined {
  return args.findLast((argument): argument is Callback => typeof argument === "function");
}

/** The handlers of one object, by event; Office.js keeps them until they are removed. */
export class Handlers {
  readonly #byType = new Map<string, Set<Handler>>();

  add(type: string | Office.EventType, handler: Handler, rest: readonly unknown[]): void {
    const name = String(type);
    this.#byType.set(name, (this.#byType.get(name) ?? new Set()).add(handler));
    later(rest, () => succeeded(undefined));
  }

  remove(type: string | Office.EventType, rest: readonly unknown[]): void {
    this.#byType.delete(String(type));
    later(rest, () => succeeded(undefined));
  }

  clear(): void {
    this.#byType.clear();
  }

  tell(type: string): void {
    for (const handler of this.#byType.get(type) ?? []) handler({ type });
  }
}
