package dev.countersign.tools.crash;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.policy.GasLimit;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * An action with its certificate, as it is handed to a runtime: in a file, a line for each part.
 *
 * @param action what it is
 * @param calldata the call of the gate that carries the certificate
 */
record Job(PlannedAction action, Bytes calldata) {
  private static final String END = "end";

  static void write(Path file, List<Job> jobs) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Job job : jobs) {
      PlannedAction a = job.action();
      lines.addAll(
          List.of(
              a.agentId().hex(),
              a.agentName(),
              a.slot().toString(),
              Long.toString(a.chainId()),
              a.gate().hex(),
              a.receiptId().hex(),
              a.callsHash().hex(),
              Long.toString(a.validUntil()),
              Long.toString(a.pinnedBlock()),
              a.gas().perAction().toString(),
              a.gas().perDay().toString(),
              job.calldata().hex()));
      a.flows().forEach(flow -> lines.add(flow.token().hex() + " " + flow.least()));
      lines.add(END);
    }
    Files.write(file, lines);
  }

  static List<Job> read(Path file) throws IOException {
    List<Job> jobs = new ArrayList<>();
    Iterator<String> lines = Files.readAllLines(file).iterator();
    while (lines.hasNext()) {
      jobs.add(read(lines));
    }
    return jobs;
  }

  private static Job read(Iterator<String> lines) {
    Bytes32 agentId = new Bytes32(lines.next());
    String name = lines.next();
    Slot slot = new Slot(Long.parseLong(lines.next()));
    long chainId = Long.parseLong(lines.next());
    Address gate = new Address(lines.next());
    Bytes32 receiptId = new Bytes32(lines.next());
    Bytes32 callsHash = new Bytes32(lines.next());
    long until = Long.parseLong(lines.next());
    long pinned = Long.parseLong(lines.next());
    GasLimit gas = new GasLimit(new BigInteger(lines.next()), new BigInteger(lines.next()));
    Bytes calldata = new Bytes(lines.next());
    List<Flow> flows = new ArrayList<>();
    for (String line = lines.next(); !line.equals(END); line = lines.next()) {
      String[] parts = line.split(" ", 2);
      flows.add(new Flow(new Address(parts[0]), new BigInteger(parts[1])));
    }
    return new Job(
        new PlannedAction(
            agentId, name, slot, chainId, gate, receiptId, callsHash, flows, until, pinned, gas),
        calldata);
  }
}
