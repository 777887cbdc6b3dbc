// What is not needed at once is loaded when it is first shown.
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure } from './failure.tsx';

/** A component that loads itself; where that fails, the page can be tried again. */
export function later<Props extends object>(load: () => Promise<FunctionComponent<Props>>): FunctionComponent<Props> {
  return function Later(props) {
    const [Shown, setShown] = useState<FunctionComponent<Props> | undefined>(undefined);
    const [isMissing, setMissing] = useState(false);
    useEffect(() => {
      load().then(
        (component) => setShown(() => component),
        () => setMissing(true),
      );
    }, []);
    if (isMissing) return <Failure answer={{ ok: false }} retry={() => location.reload()} />;
    return Shown ? <Shown {...props} /> : <p class="waiting" />;
  };
}
