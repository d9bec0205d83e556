package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import org.quartz.impl.jdbcjobstore.SimplePropertiesTriggerPersistenceDelegateSupport;
import org.quartz.impl.jdbcjobstore.SimplePropertiesTriggerProperties;
import org.quartz.spi.OperableTrigger;

/**
 * How a {@link SlotTrigger} lies in Quartz's tables: in columns, not as a serialised object. Quartz
 * makes it by its name.
 */
public final class SlotTriggerColumns extends SimplePropertiesTriggerPersistenceDelegateSupport {
  private static final String TYPE = "SLOT";

  /** Without state. */
  public SlotTriggerColumns() {}

  @Override
  public boolean canHandleTriggerType(OperableTrigger trigger) {
    return trigger instanceof SlotTrigger;
  }

  @Override
  public String getHandledTriggerTypeDiscriminator() {
    return TYPE;
  }

  @Override
  protected SimplePropertiesTriggerProperties getTriggerProperties(OperableTrigger trigger) {
    SlotTimes times = ((SlotTrigger) trigger).times();
    SimplePropertiesTriggerProperties columns = new SimplePropertiesTriggerProperties();
    columns.setString1(times.schedule().on() + " " + times.agentId().hex());
    columns.setString2(times.schedule().cron());
    columns.setString3(times.schedule().timezone());
    columns.setLong1(times.schedule().every());
    columns.setLong2(times.jitter());
    return columns;
  }

  @Override
  protected TriggerPropertyBundle getTriggerPropertyBundle(
      SimplePropertiesTriggerProperties columns) {
    String[] first = columns.getString1().split(" ", 2);
    String cron = columns.getString2();
    SlotTimes times =
        new SlotTimes(
            new Manifest.Schedule(
                first[0], cron == null ? "" : cron, columns.getString3(), columns.getLong1()),
            columns.getLong2(),
            new Bytes32(first[1]));
    return new TriggerPropertyBundle(new SlotSchedule(times), new String[0], new Object[0]);
  }
}
