import { Cosine } from 'thalweg';

document.getElementById('rates').textContent = Array.from(new Cosine({ base: 0.1, last: 0, steps: 10 }).warmup(3).sample(14)).join('\n');
