package dev.countersign.runtime.backtest;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * A picture of lines over time, drawn once and shown as SVG or PNG.
 *
 * @param width pixels
 * @param height pixels
 * @param marks in the order they are drawn
 */
record Chart(int width, int height, List<Mark> marks) {
  private static final String FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif";
  private static final int SCALE = 2;

  /** Copies the list. */
  Chart {
    marks = List.copyOf(marks);
  }

  /** Something that is drawn. */
  sealed interface Mark {}

  /**
   * A line through points.
   *
   * @param points x and y in turns
   * @param fill whether the area down to the first point's height is filled instead
   */
  record Line(List<Double> points, String colour, double stroke, boolean fill) implements Mark {
    /** Copies the list. */
    Line {
      points = List.copyOf(points);
    }
  }

  /** Words. */
  record Words(double x, double y, String text, String colour, int size, Anchor anchor)
      implements Mark {}

  /** Which end of some words stands at their place. */
  enum Anchor {
    START("start"),
    MIDDLE("middle"),
    END("end");

    private final String svg;

    Anchor(String svg) {
      this.svg = svg;
    }
  }

  /** As a document or a part of a page. */
  String svg(String title) {
    StringBuilder svg = new StringBuilder();
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        .append(width)
        .append(' ')
        .append(height)
        .append("\" role=\"img\" aria-label=\"")
        .append(Page.escaped(title))
        .append("\" font-family=\"")
        .append(FONT)
        .append("\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
    for (Mark mark : marks) {
      switch (mark) {
        case Line line -> svg.append(svg(line));
        case Words words ->
            svg.append(
                "<text x=\"%s\" y=\"%s\" font-size=\"%d\" fill=\"%s\" text-anchor=\"%s\">%s</text>%n"
                    .formatted(
                        number(words.x()),
                        number(words.y()),
                        words.size(),
                        words.colour(),
                        words.anchor().svg,
                        Page.escaped(words.text())));
      }
    }
    return svg.append("</svg>\n").toString();
  }

  private static String svg(Line line) {
    StringBuilder path = new StringBuilder("<path d=\"");
    for (int i = 0; i < line.points().size(); i += 2) {
      path.append(i == 0 ? 'M' : 'L')
          .append(number(line.points().get(i)))
          .append(' ')
          .append(number(line.points().get(i + 1)));
    }
    if (line.fill()) {
      path.append("Z\" stroke=\"none\" fill=\"").append(line.colour());
    } else {
      path.append("\" fill=\"none\" stroke-linejoin=\"round\" stroke=\"")
          .append(line.colour())
          .append("\" stroke-width=\"")
          .append(number(line.stroke()));
    }
    return path.append("\"/>\n").toString();
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** Twice as many pixels, for screens that have them. */
  byte[] png() throws IOException {
    BufferedImage image =
        new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width * SCALE, height * SCALE);
    graphics.scale(SCALE, SCALE);
    for (Mark mark : marks) {
      switch (mark) {
        case Line line -> draw(graphics, line);
        case Words words -> draw(graphics, words);
      }
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static void draw(Graphics2D graphics, Line line) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < line.points().size(); i += 2) {
      double x = line.points().get(i);
      double y = line.points().get(i + 1);
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    graphics.setColor(Color.decode(line.colour()));
    if (line.fill()) {
      path.closePath();
      graphics.fill(path);
    } else {
      graphics.setStroke(
          new BasicStroke((float) line.stroke(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
      graphics.draw(path);
    }
  }

  private static void draw(Graphics2D graphics, Words words) {
    graphics.setColor(Color.decode(words.colour()));
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, words.size()));
    double width = graphics.getFontMetrics().stringWidth(words.text());
    double x =
        switch (words.anchor()) {
          case START -> words.x();
          case MIDDLE -> words.x() - width / 2;
          case END -> words.x() - width;
        };
    graphics.drawString(words.text(), (float) x, (float) words.y());
  }

  /** Gathers marks. */
  static final class Drawing {
    private final List<Mark> marks = new ArrayList<>();

    void line(List<Double> points, String colour, double stroke) {
      marks.add(new Line(points, colour, stroke, false));
    }

    void area(List<Double> points, String colour) {
      marks.add(new Line(points, colour, 0, true));
    }

    void words(double x, double y, String text, String colour, int size, Anchor anchor) {
      marks.add(new Words(x, y, text, colour, size, anchor));
    }

    Chart chart(int width, int height) {
      return new Chart(width, height, marks);
    }
  }
}
