/**
 * Parts that are fetched when they are needed, and may not come: offline, or after the server was renewed. React takes
 * the whole page away for a part that fails, and remembers the failure, so both are seen to here.
 */
import { Component, type ComponentType, lazy, type ReactNode, Suspense } from "react";

const failed = new Set<() => void>();

/** As React's `lazy`, but what failed is fetched again when a `Part` around it begins or is tried again. */
export function lazily<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  const fetched = () =>
    lazy(() =>
      load().catch((error: unknown) => {
        failed.add(() => {
          Current = fetched();
        });
        throw error;
      }),
    );
  let Current: ComponentType<P> = fetched();
  return function Lazily(props: P) {
    return <Current {...props} />;
  };
}

function renewFailed(): void {
  for (const renew of failed) renew();
  failed.clear();
}

interface PartProps {
  /** What stands there meanwhile. */
  readonly waiting?: ReactNode;
  /** What stands there where it did not come; nothing, for what is not missed. */
  readonly failure?: (retry: () => void) => ReactNode;
  readonly children: ReactNode;
}

/** Waits for what is fetched, and keeps its failure from everything around it. */
export class Part extends Component<PartProps, { readonly isLost: boolean }> {
  override state = { isLost: false };

  static getDerivedStateFromError(): { isLost: boolean } {
    return { isLost: true };
  }

  constructor(props: PartProps) {
    super(props);
    renewFailed();
  }

  readonly retry = () => {
    renewFailed();
    this.setState({ isLost: false });
  };

  override render(): ReactNode {
    const { waiting = null, failure, children } = this.props;
    if (this.state.isLost) return failure?.(this.retry) ?? null;
    return <Suspense fallback={waiting}>{children}</Suspense>;
  }
}
