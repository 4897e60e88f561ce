// The updates as one writes them in JavaScript: one loop over separate Float32Arrays.
//
// Numbers are doubles there. `exact` rounds each operation as f32 arithmetic does, which the engine
// turns into f32 instructions: the same bits as the crate. `naive` is what people write: doubles that
// are rounded when they are stored, so other bits.

const f = Math.fround;

// 1 − xⁿ as the crate computes it.
const oneMinusPower = (x, n) => {
  let base = f(1 - x);
  let missing = f(0);
  for (; n > 0; n >>>= 1) {
    if (n & 1) missing = f(missing + f(base * f(1 - missing)));
    base = f(base * f(2 - base));
  }
  return missing;
};

const alpha = f(0.9);
const [beta1, beta2, epsilon] = [f(0.9), f(0.999), f(1e-8)];
const [rest1, rest2] = [f(1 - beta1), f(1 - beta2)];
const [decay, decayRest] = [f(0.9), f(1 - f(0.9))];
const [rho, rhoRest] = [f(0.95), f(1 - f(0.95))];
const [tiny, small6] = [f(1e-10), f(1e-6)];

export const exact = {
  sgd({ w, g, rate }) {
    const lr = f(rate);
    for (let i = 0; i < w.length; i++) w[i] = f(w[i] - f(lr * g[i]));
  },
  momentum({ w, g, m, rate }) {
    const lr = f(rate);
    for (let i = 0; i < w.length; i++) {
      const x = f(f(alpha * m[i]) + g[i]);
      m[i] = x;
      w[i] = f(w[i] - f(lr * x));
    }
  },
  nesterov({ w, g, m, rate }) {
    const lr = f(rate);
    for (let i = 0; i < w.length; i++) {
      const x = f(f(alpha * m[i]) + g[i]);
      m[i] = x;
      w[i] = f(w[i] - f(lr * f(g[i] + f(alpha * x))));
    }
  },
  adagrad({ w, g, v, rate }) {
    const lr = f(rate);
    for (let i = 0; i < w.length; i++) {
      const y = f(v[i] + f(g[i] * g[i]));
      v[i] = y;
      w[i] = f(w[i] - f(lr * f(g[i] / f(f(Math.sqrt(y)) + tiny))));
    }
  },
  rms_prop({ w, g, v, rate }) {
    const lr = f(rate);
    for (let i = 0; i < w.length; i++) {
      const y = f(f(decay * v[i]) + f(decayRest * f(g[i] * g[i])));
      v[i] = y;
      w[i] = f(w[i] - f(lr * f(g[i] / f(f(Math.sqrt(y)) + epsilon))));
    }
  },
  adadelta({ w, g, m, v, rate }) {
    const lr = f(rate);
    for (let i = 0; i < w.length; i++) {
      const y = f(f(rho * v[i]) + f(rhoRest * f(g[i] * g[i])));
      const delta = f(f(Math.sqrt(f(f(m[i] + small6) / f(y + small6)))) * g[i]);
      v[i] = y;
      m[i] = f(f(rho * m[i]) + f(rhoRest * f(delta * delta)));
      w[i] = f(w[i] - f(lr * delta));
    }
  },
  adam({ w, g, m, v, rate, t }) {
    const root = f(Math.sqrt(oneMinusPower(beta2, t)));
    const step = f(f(f(rate) * root) / oneMinusPower(beta1, t));
    const small = f(epsilon * root);
    for (let i = 0; i < w.length; i++) {
      const x = f(f(beta1 * m[i]) + f(rest1 * g[i]));
      const y = f(f(beta2 * v[i]) + f(rest2 * f(g[i] * g[i])));
      m[i] = x;
      v[i] = y;
      w[i] = f(w[i] - f(step * f(x / f(f(Math.sqrt(y)) + small))));
    }
  },
};

export const naive = {
  sgd({ w, g, rate }) {
    for (let i = 0; i < w.length; i++) w[i] -= rate * g[i];
  },
  momentum({ w, g, m, rate }) {
    for (let i = 0; i < w.length; i++) {
      m[i] = 0.9 * m[i] + g[i];
      w[i] -= rate * m[i];
    }
  },
  nesterov({ w, g, m, rate }) {
    for (let i = 0; i < w.length; i++) {
      m[i] = 0.9 * m[i] + g[i];
      w[i] -= rate * (g[i] + 0.9 * m[i]);
    }
  },
  adagrad({ w, g, v, rate }) {
    for (let i = 0; i < w.length; i++) {
      v[i] += g[i] * g[i];
      w[i] -= (rate * g[i]) / (Math.sqrt(v[i]) + 1e-10);
    }
  },
  rms_prop({ w, g, v, rate }) {
    for (let i = 0; i < w.length; i++) {
      v[i] = 0.9 * v[i] + 0.1 * g[i] * g[i];
      w[i] -= (rate * g[i]) / (Math.sqrt(v[i]) + 1e-8);
    }
  },
  adadelta({ w, g, m, v, rate }) {
    for (let i = 0; i < w.length; i++) {
      v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i];
      const delta = Math.sqrt((m[i] + 1e-6) / (v[i] + 1e-6)) * g[i];
      m[i] = 0.95 * m[i] + 0.05 * delta * delta;
      w[i] -= rate * delta;
    }
  },
  adam({ w, g, m, v, rate, t }) {
    const root = Math.sqrt(1 - 0.999 ** t);
    const step = (rate * root) / (1 - 0.9 ** t);
    const small = 1e-8 * root;
    for (let i = 0; i < w.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      w[i] -= (step * m[i]) / (Math.sqrt(v[i]) + small);
    }
  },
};
