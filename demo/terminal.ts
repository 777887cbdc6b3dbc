// What is seen: lines that stay, and below them one line that is rewritten where the terminal can do that.
import { styleText } from 'node:util';

export interface Terminal {
  line(text: string): void;
  /** Replaces the line at the bottom; without a terminal it is not seen. */
  status(text: string): void;
  /** True where `status` is seen. */
  readonly rewrites: boolean;
  dim(text: string): string;
  bold(text: string): string;
  /** Takes the line at the bottom away. */
  end(): void;
}

const eraseLine = '\r\u001b[2K';

/**
 * `write` prints a line that stays. Rewriting and colour need `screen` to be a terminal; colour also respects NO_COLOR
 * (Node's `styleText` looks at both).
 */
export function createTerminal(write: (line: string) => void, screen: NodeJS.WriteStream | undefined): Terminal {
  const rewrites = screen?.isTTY === true;
  let bottom = '';
  const draw = () => {
    if (rewrites && bottom) screen.write(bottom);
  };
  const erase = () => {
    if (rewrites && bottom) screen.write(eraseLine);
  };
  const style = (name: 'dim' | 'bold') => (text: string) =>
    rewrites ? styleText(name, text, { stream: screen }) : text;
  return {
    rewrites,
    line(text) {
      erase();
      write(text);
      draw();
    },
    status(text) {
      if (!rewrites) return;
      erase();
      // One row only: a line that wraps could not be taken back.
      bottom = text.slice(0, (screen.columns || 80) - 1);
      draw();
    },
    end() {
      erase();
      bottom = '';
    },
    dim: style('dim'),
    bold: style('bold'),
  };
}
