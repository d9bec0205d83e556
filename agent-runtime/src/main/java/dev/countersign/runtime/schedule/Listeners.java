package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.run.RunReport;
import java.time.Instant;
import java.util.List;

/**
 * Tells several, one after the other.
 *
 * @param listeners who is told
 */
record Listeners(List<SlotListener> listeners) implements SlotListener {
  Listeners {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void begins(ScheduledAgent agent, Slot slot, boolean resumed) {
    listeners.forEach(each -> each.begins(agent, slot, resumed));
  }

  @Override
  public void ended(ScheduledAgent agent, RunReport report, long millis) {
    listeners.forEach(each -> each.ended(agent, report, millis));
  }

  @Override
  public void failed(ScheduledAgent agent, Slot slot, String sentence, Throwable error) {
    listeners.forEach(each -> each.failed(agent, slot, sentence, error));
  }

  @Override
  public void missed(ScheduledAgent agent, Instant from, Instant to) {
    listeners.forEach(each -> each.missed(agent, from, to));
  }

  @Override
  public void settled(RunReport report) {
    listeners.forEach(each -> each.settled(report));
  }

  @Override
  public void lowGas(String network, String sentence) {
    listeners.forEach(each -> each.lowGas(network, sentence));
  }
}
