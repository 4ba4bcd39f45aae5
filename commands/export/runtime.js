// How the steps below are taken. A step that fails is a failed check with its
// file and line, and the rest of its conversation is skipped.
const failed = new Error('a step failed');
const anything = '\ue003';

// In which order rules are applied, wherever their lines stand.
const splits = 0;
const forbids = 1;
const answers = 2;

class Conversation {
  constructor(file, values) {
    this.file = file;
    this.values = Object.assign({}, values);
    this.connections = {};
    this.rules = [];
    this.ignored = [];
    this.nevers = [];
    this.violation = null;
    this.limit = 5000;
    this.looked = {};
  }

  value(name, otherwise) {
    const value = this.values[name] || otherwise;
    if (value === undefined) {
      throw new Error(`there is no \${${name}}: k6 run -e ${name}=VALUE gives it`);
    }
    return value;
  }

  verdict(step, problem) {
    check(null, { [step]: () => !problem });
    if (problem) {
      console.error(`${step}: ${problem}`);
      throw failed;
    }
  }

  async waiting(step, metric, wait) {
    const began = Date.now();
    const problem = await wait();
    metric.add(Date.now() - began);
    this.verdict(step, problem);
  }

  async open(step, metric, name, url, protocols, params) {
    const connection = new Connection(this, name, new WebSocket(url, protocols.length ? protocols : null, params));
    this.connections[name] = connection;
    this.rules.forEach((rule) => connection.follow(rule));
    await this.waiting(step, metric, async () => {
      await connection.until(() => connection.opened || connection.end, this.limit);
      if (!connection.opened) {
        return `no connection: ${connection.why || 'late'}`;
      }
      return protocols.length && !connection.ws.protocol ? 'the server agreed to no subprotocol' : '';
    });
  }

  send(name, message) {
    this.looked[name] = { data: message };
    this.connections[name].send(message);
  }

  async expect(step, metric, name, skip, matches) {
    await this.waiting(step, metric, async () => {
      const deadline = Date.now() + this.limit;
      for (;;) {
        const got = await this.connections[name].next(deadline);
        if (!got.message) {
          return got.problem;
        }
        const problem = matches(got.message);
        if (!problem) {
          this.looked[name] = got.message;
          return '';
        }
        if (!skip) {
          return `${problem}; got ${brief(got.message)}`;
        }
      }
    });
  }

  // row waits for messages that match lines in any order: a message that one
  // line wants moves another that fits elsewhere.
  async row(steps, metric, name, skip, matchers) {
    const taken = [];
    const place = (message, tried) => matchers.some((matches, i) => {
      if (tried[i] || matches(message)) {
        return false;
      }
      tried[i] = true;
      if (taken[i] && !place(taken[i], tried)) {
        return false;
      }
      taken[i] = message;
      return true;
    });
    const began = Date.now();
    let deadline = Date.now() + this.limit;
    while (steps.some((_, i) => !taken[i])) {
      const got = await this.connections[name].next(deadline);
      if (got.message && place(got.message, [])) {
        deadline = Date.now() + this.limit;
      } else if (!got.message || !skip) {
        const problem = got.problem || `it matches no line of the row that is left; got ${brief(got.message)}`;
        metric.add(Date.now() - began);
        this.verdict(steps[steps.findIndex((_, i) => !taken[i])], problem);
      }
    }
    metric.add(Date.now() - began);
    steps.forEach((step) => this.verdict(step, ''));
    return taken;
  }

  async quiet(step, name, time) {
    const got = await this.connections[name].next(Date.now() + time);
    this.verdict(step, got.message ? `a message came: ${brief(got.message)}` : got.late ? '' : got.problem);
  }

  async sleep(time) {
    await new Promise((done) => setTimeout(done, time));
  }

  async ping(step, metric, name) {
    const connection = this.connections[name];
    const pongs = connection.pongs;
    connection.ws.ping();
    await this.waiting(step, metric, async () => {
      await connection.until(() => connection.pongs > pongs || connection.end, this.limit);
      return connection.pongs > pongs ? '' : 'no pong came';
    });
  }

  capture(step, name, variable, find) {
    const found = find(this.looked[name].data);
    this.verdict(step, found === undefined || found === null ? `there is no such value in ${brief(this.looked[name])}` : '');
    this.values[variable] = typeof found === 'string' ? found : JSON.stringify(found);
  }

  ignore(name, matches) {
    this.ignored.push((of, message) => (name === null || name === of) && !matches(message));
  }

  never(name, step, matches) {
    this.nevers.push(step);
    this.rule(name, forbids, (connection, message) => {
      if (!matches(message)) {
        this.violated(step, `a message came that never may: ${brief(message)}`);
      }
      return [message];
    });
  }

  violated(step, problem) {
    this.violation = this.violation || { step, problem };
    Object.values(this.connections).forEach((other) => other.wake());
  }

  // background is for what no step waits for, whose mistakes k6 wouldn't count.
  background(action) {
    try {
      action();
    } catch (e) {
      this.violated(this.file, `it can't be played: ${e}`);
    }
  }

  // kept says of each never line that it was.
  kept() {
    if (this.violation) {
      this.verdict(this.violation.step, this.violation.problem);
    }
    this.nevers.forEach((step) => this.verdict(step, ''));
  }

  rule(name, phase, apply) {
    if (name === null) {
      this.rules.push({ phase, apply });
    }
    for (const [other, connection] of Object.entries(this.connections)) {
      if (name === null || name === other) {
        connection.follow({ phase, apply });
      }
    }
  }

  every(name, time, message) {
    const connection = this.connections[name];
    connection.timers.push(setInterval(() => this.background(() => connection.send(message)), time));
  }

  async close(step, metric, name, code, reason) {
    const connection = this.connections[name];
    connection.ws.close(code, reason);
    await this.waiting(step, metric, async () => {
      await connection.until(() => connection.end, this.limit);
      return connection.end ? '' : 'the server did not answer our close';
    });
  }

  async closed(step, metric, name, code, matches) {
    const connection = this.connections[name];
    await this.waiting(step, metric, async () => {
      const got = await connection.next(Date.now() + this.limit);
      if (got.message) {
        return `a message came before the close: ${brief(got.message)}`;
      }
      if (got.late) {
        return got.problem;
      }
      const end = connection.end;
      if (code && end.code !== code || matches && matches({ data: end.reason })) {
        return `closed with ${end.code} ${end.reason}`;
      }
      return '';
    });
  }

  hangUp() {
    for (const connection of Object.values(this.connections)) {
      connection.timers.forEach(clearInterval);
      connection.ws.close();
    }
  }
}

class Connection {
  constructor(conversation, name, ws) {
    Object.assign(this, { conversation, name, ws, queue: [], rules: [], timers: [], pongs: 0, opened: false, end: null, wake: () => {} });
    ws.binaryType = 'arraybuffer';
    ws.onopen = () => this.changed(() => { this.opened = true; });
    ws.onerror = (e) => { this.why = e.error; };
    ws.onmessage = (e) => this.changed(() => this.queue.push(...this.inspect([{ data: e.data }], splits)));
    ws.onpong = () => this.changed(() => { this.pongs += 1; });
    ws.onclose = (e) => this.changed(() => {
      this.timers.forEach(clearInterval);
      this.end = { code: e.code || (this.opened ? 1006 : 0), reason: e.reason || '' };
    });
  }

  changed(change) {
    this.conversation.background(change);
    this.wake();
  }

  send(message) {
    if (this.ws.readyState === 1) {
      this.ws.send(message);
    }
  }

  // inspect applies the rules from a phase on.
  inspect(messages, phase) {
    const rules = this.rules.filter((rule) => rule.phase >= phase);
    return rules.reduce((left, rule) => [].concat(...left.map((message) => rule.apply(this, message))), messages);
  }

  // follow begins with what no step has taken yet, of which the parts are new to
  // all rules.
  follow(rule) {
    this.rules.push(rule);
    this.rules.sort((a, b) => a.phase - b.phase);
    this.queue = [].concat(...this.queue.map((message) => rule.apply(this, message)));
    if (rule.phase === splits) {
      this.queue = this.inspect(this.queue, forbids);
    }
  }

  async until(met, time) {
    const deadline = Date.now() + time;
    while (!met() && Date.now() < deadline) {
      await new Promise((done) => {
        const timer = setTimeout(done, Math.max(1, deadline - Date.now()));
        this.wake = () => { clearTimeout(timer); done(); };
      });
    }
  }

  async next(deadline) {
    const conversation = this.conversation;
    await this.until(() => {
      this.queue = this.queue.filter((message) => !conversation.ignored.some((ignores) => ignores(this.name, message)));
      return conversation.violation || this.queue.length || this.end;
    }, deadline - Date.now());
    if (conversation.violation) {
      conversation.kept();
    }
    if (this.queue.length) {
      return { message: this.queue.shift() };
    }
    if (this.end) {
      return { problem: `no message came: closed with ${this.end.code} ${this.end.reason}` };
    }
    return { late: true, problem: 'no message came in time' };
  }
}

// play has what can't be played be a check that failed, too: k6 passes a script
// that throws.
async function play(steps, file, values) {
  const c = new Conversation(file, values);
  try {
    await steps(c);
    c.kept();
  } catch (e) {
    if (e !== failed) {
      check(null, { [file]: () => false });
      console.error(`${file}: it can't be played: ${e}`);
    }
  } finally {
    c.hangUp();
  }
}

const splitting = (hex) => (_, m) => {
  const spaced = (digits) => digits.replace(/../g, '$& ');
  const parts = isText(m) ? m.data.split(textOf({ data: bytes(hex) })) : spaced(hexOf(m.data)).split(spaced(hex)).map((part) => bytes(part.replace(/ /g, '')));
  if (parts.length > 0 && sizeOf(parts[parts.length - 1]) === 0) {
    parts.pop();
  }
  return parts.map((data) => ({ data }));
};
const answering = (matches, answer) => (connection, m) => {
  if (matches(m)) {
    return [m];
  }
  connection.send(answer(matches.groups ? matches.groups(m) : {}));
  return [];
};

const sizeOf = (data) => typeof data === 'string' ? data.length : data.byteLength;
const isText = (m) => typeof m.data === 'string';
const differs = 'the message doesn\'t match';
const exactly = (want) => (m) => isText(m) && m.data === want ? '' : differs;
const hexed = (want) => {
  const expression = new RegExp(`^${want}$`);
  return (m) => !isText(m) && expression.test(hexOf(m.data)) ? '' : differs;
};
const containing = (want) => {
  const value = JSON.parse(want);
  return (m) => valuesOf(m).some((got) => contains(got, value)) ? '' : differs;
};
const filtered = (filter) => (m) => valuesOf(m).some((got) => truth(filter(got))) ? '' : differs;
const finding = (source, names, keep) => {
  const expression = new RegExp(source);
  const groupsOf = (m) => {
    const found = expression.exec(textOf(m)) || [];
    const groups = {};
    names.forEach((name, i) => {
      if (name && found.length) {
        groups[name] = found[i] === undefined ? '' : found[i];
      }
    });
    return groups;
  };
  const matches = (m) => {
    const text = textOf(m);
    if (text === null || !expression.test(text)) {
      return differs;
    }
    Object.assign(keep || {}, groupsOf(m));
    return '';
  };
  matches.groups = groupsOf;
  return matches;
};
const group = (source) => (data) => {
  const found = new RegExp(source).exec(textOf({ data }) || '');
  return found ? found[Math.min(1, found.length - 1)] : undefined;
};
const piece = (from, to) => (data) => {
  const hex = hexOf(typeof data === 'string' ? bytes(hexOfText(data)) : data);
  return hex.length < 2 * to ? undefined : hex.slice(2 * from, 2 * to);
};
const query = (filter) => (data) => valuesOf({ data }).map(filter).find((value) => value !== undefined);

function contains(got, want) {
  if (want === anything) {
    return true;
  }
  if (Array.isArray(want)) {
    return Array.isArray(got) && got.length === want.length && want.every((value, i) => contains(got[i], value));
  }
  if (want !== null && typeof want === 'object') {
    return got !== null && typeof got === 'object' && !Array.isArray(got) &&
      Object.keys(want).every((name) => Object.prototype.hasOwnProperty.call(got, name) && contains(got[name], want[name]));
  }
  return got === want;
}

const same = (a, b) => a !== null && typeof a === 'object'
  ? b !== null && typeof b === 'object' && Array.isArray(a) === Array.isArray(b) && Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((name) => name in b && same(a[name], b[name]))
  : a === b;
const truth = (value) => value !== null && value !== undefined && value !== false;
const lengthOf = (value) => value === null ? 0 : typeof value === 'number' ? Math.abs(value)
  : typeof value === 'object' ? Object.keys(value).length : typeof value === 'string' ? Array.from(value).length : undefined;
const member = (value, name) => {
  if (value === null || value === undefined) {
    return null;
  }
  const fits = typeof name === 'number' ? Array.isArray(value) : typeof value === 'object' && !Array.isArray(value);
  if (!fits) {
    return undefined;
  }
  const at = typeof name === 'number' && name < 0 ? value.length + name : name;
  return Object.prototype.hasOwnProperty.call(value, at) ? value[at] : null;
};

function valuesOf(m) {
  const text = textOf(m);
  try {
    return [JSON.parse(text)];
  } catch (e) {
    return severalIn(text);
  }
}

// severalIn reads JSON values that have a line each.
function severalIn(text) {
  try {
    return text.split('\n').filter((line) => line.trim()).map((line) => JSON.parse(line));
  } catch (e) {
    return [];
  }
}

function textOf(m) {
  if (isText(m)) {
    return m.data;
  }
  try {
    return decodeURIComponent(hexOf(m.data).replace(/../g, '%$&'));
  } catch (e) {
    return null;
  }
}

const hexOf = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
const hexOfText = (text) => encodeURIComponent(text).replace(/%(..)|([^])/g, (_, hex, plain) => hex ? hex.toLowerCase() : plain.charCodeAt(0).toString(16).padStart(2, '0'));
const bytes = (hex) => new Uint8Array((hex.match(/../g) || []).map((byte) => parseInt(byte, 16))).buffer;
const brief = (m) => isText(m) ? m.data.slice(0, 200) : `hex: ${hexOf(m.data).slice(0, 200)}`;
const inJSON = (text) => JSON.stringify(text).slice(1, -1);
const inRegExp = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const uuid = () => 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => Math.floor(16 * Math.random()).toString(16));
