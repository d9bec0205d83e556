package dev.countersign.runtime.cli;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.control.Controlled;
import dev.countersign.runtime.schedule.AgentScheduler;
import dev.countersign.runtime.schedule.RunningAgents;
import dev.countersign.runtime.schedule.ScheduleStore;
import dev.countersign.runtime.schedule.ScheduledAgent;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What commands can ask of agents that are kept running here.
 *
 * @param agents the agents
 * @param store keeps who is paused
 * @param clock the time
 * @param ending ends this process
 */
record RunningControl(RunningAgents agents, ScheduleStore store, Clock clock, Runnable ending)
    implements Controlled {

  @Override
  public JsonNode status() throws Failure {
    AgentScheduler scheduler = agents.scheduler();
    Set<String> paused = store.paused();
    ObjectNode document =
        Subcommand.JSON
            .createObjectNode()
            .put("pid", ProcessHandle.current().pid())
            .put("allPaused", paused.contains(ScheduleStore.ALL));
    ArrayNode list = document.putArray("agents");
    List<ScheduledAgent> sorted =
        scheduler.agents().stream().sorted(Comparator.comparing(ScheduledAgent::name)).toList();
    for (ScheduledAgent agent : sorted) {
      Optional<Slot> going = scheduler.going(agent);
      Optional<Instant> next = scheduler.next(agent);
      ObjectNode one =
          list.addObject()
              .put("name", agent.name())
              .put("mode", agent.mode().name().toLowerCase(Locale.ROOT))
              .put("paused", store.isPaused(paused, agent.name()));
      going.ifPresent(slot -> one.put("running", slot.value()));
      next.ifPresent(instant -> one.put("next", instant.getEpochSecond()));
    }
    return document;
  }

  @Override
  public void stop() {
    ending.run();
  }

  @Override
  public void pause(String agent) throws Failure {
    store.pause(known(agent), clock.millis());
  }

  @Override
  public void resume(String agent) throws Failure {
    store.resume(known(agent));
  }

  private String known(String agent) throws Failure {
    if (agent.isEmpty()) {
      return ScheduleStore.ALL;
    }
    List<String> names =
        agents.scheduler().agents().stream().map(ScheduledAgent::name).sorted().toList();
    if (!names.contains(agent)) {
      throw new Failure(
          Exit.CONFIGURATION,
          "no agent that runs here is called " + agent + "; there are " + shown(names));
    }
    return agent;
  }

  private static String shown(List<String> names) {
    int most = 10;
    String first = String.join(", ", names.subList(0, Math.min(most, names.size())));
    return names.size() > most ? first + " and " + (names.size() - most) + " more" : first;
  }
}
