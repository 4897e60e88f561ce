// Formulas as MathML, their terms coloured as what they draw.

const SPACE = '<mspace width="0.3em"/>';

/** A tiny language: words are names, `_x` an index, `^x` an exponent, `a//b` a fraction; the rest is itself. */
const term = (name: string, body: string) => `<mrow class="term ${name}">${body}</mrow>`;
const mi = (name: string) => `<mi>${name}</mi>`;
const mo = (operator: string) => `<mo>${operator}</mo>`;
const mn = (number: string) => `<mn>${number}</mn>`;
const sub = (base: string, index: string) => `<msub>${base}<mrow>${index}</mrow></msub>`;
const sup = (base: string, power: string) => `<msup>${base}<mrow>${power}</mrow></msup>`;
const frac = (over: string, under: string) => `<mfrac><mrow>${over}</mrow><mrow>${under}</mrow></mfrac>`;
const t = mi('t');
const next = `${t}${mo('+')}${mn('1')}`;
const grad = `${mo('∇')}${mi('f')}${mo('(')}${sub(mi('w'), t)}${mo(')')}`;

export const math = (body: string): string => `<math>${body}</math>`;

export const AVERAGE = math(
  `${term('river', sub(mi('e'), t))}${mo('=')}${mi('γ')}${sub(mi('e'), `${t}${mo('−')}${mn('1')}`)}${mo('+')}${mo('(')}${mn('1')}${mo('−')}${mi('γ')}${mo(')')}${term('moss', sub(mi('g'), t))}${mo(',')}${SPACE}${mi('corrected')}${SPACE}${frac(sub(mi('e'), t), `${mn('1')}${mo('−')}${sup(mi('γ'), t)}`)}`,
);

export const MOMENTUM = math(
  `${term('river', sub(mi('v'), next))}${mo('=')}${mi('α')}${sub(mi('v'), t)}${mo('+')}${term('moss', sub(mi('g'), t))}${mo(',')}${SPACE}${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('−')}${mi('η')}${term('river', sub(mi('v'), next))}`,
);

/** The step of a rule, for those whose formula fits one line. */
export const RULES: Record<string, string> = {
  Sgd: math(`${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('−')}${mi('η')}${grad}`),
  Momentum: math(`${sub(mi('v'), next)}${mo('=')}${mi('α')}${sub(mi('v'), t)}${mo('+')}${grad}${mo(',')}${SPACE}${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('−')}${mi('η')}${sub(mi('v'), next)}`),
  Nesterov: math(`${sub(mi('v'), next)}${mo('=')}${mi('α')}${sub(mi('v'), t)}${mo('+')}${grad}${mo(',')}${SPACE}${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('−')}${mi('η')}${mo('(')}${grad}${mo('+')}${mi('α')}${sub(mi('v'), next)}${mo(')')}`),
  HeavyBall: math(`${sub(mi('v'), next)}${mo('=')}${mi('α')}${sub(mi('v'), t)}${mo('−')}${mi('η')}${grad}${mo(',')}${SPACE}${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('+')}${sub(mi('v'), next)}`),
  RmsProp: math(`${sub(mi('s'), next)}${mo('=')}${mi('ρ')}${sub(mi('s'), t)}${mo('+')}${mo('(')}${mn('1')}${mo('−')}${mi('ρ')}${mo(')')}${sup(mi('g'), mn('2'))}${mo(',')}${SPACE}${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('−')}${mi('η')}${frac(mi('g'), `<msqrt>${sub(mi('s'), next)}</msqrt>${mo('+')}${mi('ε')}`)}`),
  AdaGrad: math(`${sub(mi('s'), next)}${mo('=')}${sub(mi('s'), t)}${mo('+')}${sup(mi('g'), mn('2'))}${mo(',')}${SPACE}${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('−')}${mi('η')}${frac(mi('g'), `<msqrt>${sub(mi('s'), next)}</msqrt>${mo('+')}${mi('ε')}`)}`),
  Adam: math(`${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('−')}${mi('η')}${frac(`${mi('m')}${mo('/')}${mo('(')}${mn('1')}${mo('−')}${sup(sub(mi('β'), mn('1')), t)}${mo(')')}`, `<msqrt>${mi('v')}${mo('/')}${mo('(')}${mn('1')}${mo('−')}${sup(sub(mi('β'), mn('2')), t)}${mo(')')}</msqrt>${mo('+')}${mi('ε')}`)}`),
  SignSgd: math(`${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('−')}${mi('η')}${SPACE}${mi('sign')}${SPACE}${grad}`),
  Lion: math(`${sub(mi('w'), next)}${mo('=')}${sub(mi('w'), t)}${mo('−')}${mi('η')}${SPACE}${mi('sign')}${mo('(')}${sub(mi('β'), mn('1'))}${mi('m')}${mo('+')}${mo('(')}${mn('1')}${mo('−')}${sub(mi('β'), mn('1'))}${mo(')')}${mi('g')}${mo(')')}`),
};

const eta = sub(mi('η'), t);
const share = frac(t, mi('T'));

/** The value of a family or combinator. */
export const PARTS: Record<string, string> = {
  Constant: math(`${eta}${mo('=')}${mi('value')}`),
  StepDecay: math(`${eta}${mo('=')}${mi('base')}${mo('·')}${sup(mi('factor'), `${mo('⌊')}${t}${mo('/')}${mi('period')}${mo('⌋')}`)}`),
  MultiStep: math(`${eta}${mo('=')}${mi('base')}${mo('·')}${sup(mi('factor'), mi('milestones passed'))}`),
  Exponential: math(`${eta}${mo('=')}${mi('base')}${mo('·')}${sup(mi('rate'), `${t}${mo('/')}${mi('steps')}`)}`),
  Linear: math(`${eta}${mo('=')}${mi('start')}${mo('+')}${mo('(')}${mi('end')}${mo('−')}${mi('start')}${mo(')')}${share}`),
  Polynomial: math(`${eta}${mo('=')}${mi('last')}${mo('+')}${mo('(')}${mi('base')}${mo('−')}${mi('last')}${mo(')')}${sup(`<mrow>${mo('(')}${mn('1')}${mo('−')}${share}${mo(')')}</mrow>`, mi('power'))}`),
  InverseTime: math(`${eta}${mo('=')}${frac(mi('base'), `${mn('1')}${mo('+')}${mi('rate')}${SPACE}${t}${mo('/')}${mi('steps')}`)}`),
  InverseSqrt: math(`${eta}${mo('=')}${mi('peak')}${mo('·')}<msqrt>${mi('warmup')}${mo('/')}${t}</msqrt>`),
  Noam: math(`${eta}${mo('=')}${mi('scale')}${mo('·')}${sup(mi('d'), `${mo('−')}${mn('½')}`)}${SPACE}${mi('min')}${mo('(')}${sup(t, `${mo('−')}${mn('½')}`)}${mo(',')}${t}${mo('·')}${sup(mi('warmup'), `${mo('−')}${mn('1½')}`)}${mo(')')}`),
  Cosine: math(`${eta}${mo('=')}${mi('last')}${mo('+')}${mo('(')}${mi('base')}${mo('−')}${mi('last')}${mo(')')}${frac(`${mn('1')}${mo('+')}${mi('cos')}${mo('(')}${mi('π')}${t}${mo('/')}${mi('T')}${mo(')')}`, mn('2'))}`),
  WarmRestarts: math(`${eta}${mo('=')}${mi('min')}${mo('+')}${mo('(')}${mi('base')}${mo('−')}${mi('min')}${mo(')')}${frac(`${mn('1')}${mo('+')}${mi('cos')}${mo('(')}${mi('π')}${sub(t, mi('cycle'))}${mo('/')}${sub(mi('T'), mi('cycle'))}${mo(')')}`, mn('2'))}`),
  Warmup: math(`${eta}${mo('=')}${mi('begin')}${mo('+')}${mo('(')}${sub(mi('η'), mn('0'))}${mo('−')}${mi('begin')}${mo(')')}${frac(t, mi('steps'))}${mo(',')}${SPACE}${mi('then')}${SPACE}${sub(mi('η'), `${t}${mo('−')}${mi('steps')}`)}`),
  RangeTest: math(`${eta}${mo('=')}${mi('min')}${mo('·')}${sup(`<mrow>${mo('(')}${mi('max')}${mo('/')}${mi('min')}${mo(')')}</mrow>`, `${t}${mo('/')}${mi('steps')}`)}`),
};
