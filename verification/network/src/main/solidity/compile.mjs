// Compiles every contract below src/ and writes its artefact (abi, bytecode, deployedBytecode) where
// the Java module, or its tests for src/test/, find it, and contracts.lock. With --check nothing is written: what is committed must
// be, byte for byte, what these sources give.
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

function compile(sources) {
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(sources.map((name) => [name, { content: readFileSync(join(here, name), 'utf8') }])),
    settings,
  };
  const answer = JSON.parse(
    solc.compile(JSON.stringify(input), {
      import: (name) => {
        const file = join(here, 'node_modules', name);
        return name.startsWith('@openzeppelin/contracts/') && existsSync(file)
          ? { contents: readFileSync(file, 'utf8') }
          : { error: `${name} is not installed; run npm ci` };
      },
    }),
  );
  // Warnings fail, except those about OpenZeppelin's own files.
  const complaints = (answer.errors ?? []).filter(
    (error) => error.severity === 'error' || error.sourceLocation?.file.startsWith('src/'),
  );
  if (complaints.length > 0) {
    console.error(complaints.map((error) => error.formattedMessage).join('\n'));
    process.exit(1);
  }
  return answer.contracts;
}

function artefacts(contracts) {
  const found = new Map();
  for (const source of Object.keys(contracts).filter((name) => name.startsWith('src/')).sort()) {
    for (const [name, contract] of Object.entries(contracts[source])) {
      const bytecode = contract.evm.bytecode.object;
      const { deployedBytecode } = contract.evm;
      if (deployedBytecode.object.length < 200) {
        continue; // An interface has no code, an internal library only a stub.
      }
      const artefact = {
        contract: name,
        source,
        abi: contract.abi,
        bytecode: `0x${bytecode}`,
        deployedBytecode: `0x${deployedBytecode.object}`,
      };
      found.set(`${name}.json`, `${JSON.stringify(artefact, null, 1)}\n`);
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
      ['package.json', 'package-lock.json', 'compile.mjs', ...sources].map((name) => [
        name,
        sha256(readFileSync(join(here, name), 'utf8')),
      ]),
    ),
    artefacts: Object.fromEntries([...found].sort().map(([name, text]) => [name, sha256(text)])),
  };
  return `${JSON.stringify(body, null, 1)}\n`;
}

const sources = files(join(here, 'src'), '.sol');
const found = artefacts(compile(sources));
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
