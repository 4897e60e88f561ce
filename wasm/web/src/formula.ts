// A formula as a person types it, for the surface of his own: parsed by a library, computed in Rust.

import jsep from 'jsep';

const UNARY: Record<string, number> = { '-': 10, sin: 11, cos: 12, exp: 13, ln: 14, log: 14, sqrt: 15, abs: 16 };
const BINARY: Record<string, number> = { '+': 20, '-': 21, '*': 22, '/': 23, '^': 24 };
const CONSTANTS: Record<string, number> = { pi: Math.PI, e: Math.E };
/** More would be no formula that anyone reads. */
const LONGEST = 200;

// As in mathematics: −x^2 is −(x^2), and x^y^z is x^(y^z).
jsep.addBinaryOp('^', 11, true);

/** The codes of a formula, in the order of a pocket calculator; throws what is not understood. */
export function codes(text: string): Float32Array {
  const out: number[] = [];
  walk(jsep(text.slice(0, LONGEST)), out);
  return Float32Array.from(out);
}

function walk(at: jsep.Expression, out: number[]): void {
  const refuse = (what: unknown): never => {
    throw new Error(String(what));
  };
  switch (at.type) {
    case 'Literal': {
      const { value, raw } = at as jsep.Literal;
      if (typeof value !== 'number') refuse(raw);
      out.push(0, Number(value));
      return;
    }
    case 'Identifier': {
      const name = (at as jsep.Identifier).name;
      if (name === 'x') out.push(1, 0);
      else if (name === 'y') out.push(2, 0);
      else out.push(0, CONSTANTS[name] ?? refuse(name));
      return;
    }
    case 'UnaryExpression': {
      const { operator, argument } = at as jsep.UnaryExpression;
      walk(argument, out);
      if (operator !== '+') out.push(operator === '-' ? 10 : refuse(operator), 0);
      return;
    }
    case 'BinaryExpression': {
      const { operator, left, right } = at as jsep.BinaryExpression;
      walk(left, out);
      walk(right, out);
      out.push(BINARY[operator] ?? refuse(operator), 0);
      return;
    }
    case 'CallExpression': {
      const { callee, arguments: given } = at as jsep.CallExpression;
      const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : '?';
      const code = name in UNARY && name !== '-' ? UNARY[name] : undefined;
      if (code === undefined || given.length !== 1 || !given[0]) refuse(`${name}(…)`);
      walk(given[0]!, out);
      out.push(code!, 0);
      return;
    }
    default:
      refuse(at.type === 'Compound' ? text(at) : at.type);
  }
}

const text = (at: jsep.Expression): string => ((at as jsep.Compound).body.length === 0 ? '…' : '?');
