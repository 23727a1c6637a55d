/** Turns Office's callback style into promises; a failed result rejects instead of being thrown into nowhere. */

class OfficeError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = "OfficeError";
  }
}

type Call<T> = (done: (result: Office.AsyncResult<T>) => void) => void;

export function fromOffice<T>(call: Call<T>): Promise<T> {
  return new Promise((resolve, reject) =>
    call((result) =>
      result.status === Office.AsyncResultStatus.Succeeded
        ? resolve(result.value)
        : reject(new OfficeError(result.error.code, result.error.message)),
    ),
  );
}
