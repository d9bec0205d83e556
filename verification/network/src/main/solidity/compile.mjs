// Compiles every contract below src/ and writes its artefact (abi, bytecode, deployedBytecode) where
// the Java module, or its tests for src/test/, find it, and contracts.lock. With --check nothing is written: what is committed must
// be, byte for byte, what these sources give.
//
// The tests name each check of the gate in checks.json, by the text to replace, where $ON stands for the check. One contract for
// tests, SwitchableGate, has those that are marked behind switches. With --mutants FOLDER, the gate is compiled once for each check
// (or for those whose names follow) without it, and once as it is, each into a folder of FOLDER.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const solc = require('solc');

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, '../resources/dev/countersign/network/contracts');
const testOutput = join(here, '../../test/resources/dev/countersign/network/contracts');
const checksFile = join(here, '../../test/resources/dev/countersign/network/gate/checks.json');
const lockFile = join(here, 'contracts.lock');

const settings = {
  evmVersion: 'cancun',
  viaIR: true,
  optimizer: { enabled: true, runs: 1000000 },
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
};

function files(folder, suffix) {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => relative(here, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .sort();
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

function text(name) {
  return readFileSync(join(here, name), 'utf8');
}

/** @param changed the text of the sources that are not as they are on disk */
function compile(names, changed = new Map(), how = settings) {
  const read = (name) => changed.get(name) ?? text(name);
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(names.map((name) => [name, { content: read(name) }])),
    settings: how,
  };
  const answer = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: (name) => {
        const file = join(here, name.startsWith('src/') ? '' : 'node_modules', name);
        return (name.startsWith('src/') || name.startsWith('@openzeppelin/contracts/')) && existsSync(file)
          ? { contents: changed.get(name) ?? readFileSync(file, 'utf8') }
          : { error: `${name} is not installed; run npm ci` };
      },
    }),
  );
  // Warnings fail, except those about OpenZeppelin's own files, and about code that was changed.
  const complaints = (answer.errors ?? []).filter(
    (error) =>
      error.severity === 'error' || (changed.size === 0 && error.sourceLocation?.file.startsWith('src/')),
  );
  if (complaints.length > 0) {
    console.error(complaints.map((error) => error.formattedMessage).join('\n'));
    process.exit(1);
  }
  return answer.contracts;
}

/** What the sources are where each of these checks is as on says. */
function changed(checks, on) {
  const changes = new Map();
  for (const check of checks) {
    const name = `src/${check.file}`;
    for (const [found, instead] of check.edits) {
      const before = changes.get(name) ?? text(name);
      if (before.split(found).length !== 2) {
        console.error(`${check.id}: ${check.file} has not exactly one ${JSON.stringify(found)}`);
        process.exit(1);
      }
      changes.set(name, before.replace(found, () => instead.replaceAll('$ON', on(check))));
    }
  }
  return changes;
}

/** The gate with switches: bit i of a word of its storage turns the i-th of all checks off. */
function switchable(checks) {
  const changes = changed(
    checks.filter((check) => check.switch),
    (check) => `isOn(${checks.indexOf(check)})`,
  );
  for (const [name, before] of changes) {
    changes.set(name, before.replace('\nimport', '\nimport {isOn} from "./Switches.sol";\nimport').replaceAll(' pure', ' view'));
  }
  changes.set(
    'src/Switches.sol',
    `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

function isOn(uint256 check) view returns (bool on) {
    assembly {
        on := iszero(and(sload(not(0)), shl(check, 1)))
    }
}
`,
  );
  const { abi, evm } = compile(['src/ReceiptGate.sol', 'src/Switches.sol'], changes, {
    ...settings,
    optimizer: { enabled: true, runs: 1 },
  })['src/ReceiptGate.sol'].ReceiptGate;
  return artefact('SwitchableGate', 'src/test/', { abi, evm });
}

/** Quickly compiled: only what keeps the stack shallow enough. */
const quick = {
  ...settings,
  optimizer: { enabled: true, runs: 1, details: { yul: true, yulDetails: { stackAllocation: true, optimizerSteps: 'u:' } } },
};

function mutants(checks, folder, names) {
  const chosen = checks.filter((check) => names.length === 0 || names.includes(check.id));
  for (const check of [undefined, ...chosen]) {
    const changes = check ? changed([check], () => 'false') : new Map();
    const { abi, evm } = compile(['src/ReceiptGate.sol'], changes, quick)['src/ReceiptGate.sol'].ReceiptGate;
    const into = join(folder, check?.id ?? 'none');
    mkdirSync(into, { recursive: true });
    writeFileSync(join(into, 'ReceiptGate.json'), artefact('ReceiptGate', 'src/ReceiptGate.sol', { abi, evm }));
    console.log(check?.id ?? 'none');
  }
}

function artefact(name, source, { abi, evm }) {
  const code = {
    contract: name,
    source,
    abi,
    bytecode: `0x${evm.bytecode.object}`,
    deployedBytecode: `0x${evm.deployedBytecode.object}`,
  };
  return `${JSON.stringify(code, null, 1)}\n`;
}

function artefacts(contracts) {
  const found = new Map();
  for (const source of Object.keys(contracts).filter((name) => name.startsWith('src/')).sort()) {
    for (const [name, contract] of Object.entries(contracts[source])) {
      if (contract.evm.deployedBytecode.object.length >= 200) {
        found.set(`${name}.json`, artefact(name, source, contract));
      } // An interface has no code, an internal library only a stub.
    }
  }
  return found;
}

function place(name, text) {
  return join(JSON.parse(text).source.startsWith('src/test/') ? testOutput : output, name);
}

function lock(sources, found) {
  const { version } = JSON.parse(readFileSync(join(here, 'node_modules/solc/package.json'), 'utf8'));
  const openZeppelin = JSON.parse(readFileSync(join(here, 'node_modules/@openzeppelin/contracts/package.json'), 'utf8'));
  const body = {
    solc: version,
    openZeppelin: openZeppelin.version,
    settings,
    sources: Object.fromEntries(
      [
        ...['package.json', 'package-lock.json', 'compile.mjs', ...sources].map((name) => [name, sha256(text(name))]),
        ['checks.json', sha256(readFileSync(checksFile, 'utf8'))],
      ],
    ),
    artefacts: Object.fromEntries([...found].sort().map(([name, text]) => [name, sha256(text)])),
  };
  return `${JSON.stringify(body, null, 1)}\n`;
}

const checks = JSON.parse(readFileSync(checksFile, 'utf8'));
checks.forEach((check) => changed([check], () => 'true')); // Each is still to be found.
if (process.argv[2] === '--mutants') {
  mutants(checks, process.argv[3], process.argv.slice(4));
  process.exit(0);
}

const sources = files(join(here, 'src'), '.sol');
const found = artefacts(compile(sources));
found.set('SwitchableGate.json', switchable(checks));
const expected = new Map([...found].map(([name, text]) => [place(name, text), text]));
expected.set(lockFile, lock(sources, found));
const stale = [output, testOutput]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((file) => !expected.has(file));

if (process.argv.includes('--check')) {
  const different = [...expected]
    .filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text)
    .map(([file]) => file);
  for (const file of [...different, ...stale]) {
    console.error(`${relative(here, file)} is not what the sources give; run node compile.mjs and commit the result`);
  }
  process.exit(different.length + stale.length > 0 ? 1 : 0);
}

[output, testOutput].forEach((folder) => mkdirSync(folder, { recursive: true }));
stale.forEach((file) => rmSync(file));
for (const [file, text] of expected) {
  writeFileSync(file, text);
}
for (const [name, text] of found) {
  const size = (JSON.parse(text).deployedBytecode.length - 2) / 2;
  console.log(`${name.replace('.json', '').padEnd(24)} ${String(size).padStart(6)} bytes of 24576`);
}
