package id.openclass.nexus.bench;

import id.openclass.nexus.core.NexusException;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler;

/// The sizes of deltas as grouped bars: a group for each pair, a bar for each tool, in percent of
/// the new file. A tool without a delta of a pair has no bar there. Needs the optional library
/// XChart.
public final class DeltaChart {
  private static final int HEIGHT = 640;
  private static final int GROUP_WIDTH = 100;
  private static final int MARGINS = 260;

  /// Tell apart in grey and by colour-blind eyes (Okabe and Ito 2008); ours is the darkest.
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x000000),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x009E73),
          new Color(0xF0E442),
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0xCC79A7),
          new Color(0x999999),
          new Color(0x7A5195));

  private final CategoryChart chart;

  private DeltaChart(CategoryChart chart) {
    this.chart = chart;
  }

  /// Draws.
  ///
  /// @param runs at least one
  /// @return the chart
  /// @throws NexusException.NotFound when the library is not on the class path
  public static DeltaChart of(List<DeltaRun> runs) {
    try {
      return new DeltaChart(draw(runs));
    } catch (NoClassDefFoundError e) {
      throw NexusException.notFound(
          "drawing a chart needs the library XChart, which is not on the class path",
          null,
          "add org.knowm.xchart:xchart:4.0.3");
    }
  }

  private static CategoryChart draw(List<DeltaRun> runs) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Math.max(900, MARGINS + GROUP_WIDTH * runs.size()))
            .height(HEIGHT)
            .title("Size of the delta, % of the new file (smaller is better)")
            .yAxisTitle("% of the new file")
            .build();
    style(chart);
    Set<String> tools = new LinkedHashSet<>();
    runs.forEach(run -> tools.addAll(run.tools().keySet()));
    tools.remove(DeltaBench.OURS_WARM);
    List<String> names = runs.stream().map(run -> run.pair().name()).toList();
    int peers = 0;
    for (String tool : tools) {
      List<Number> percents = new ArrayList<>();
      for (DeltaRun run : runs) {
        percents.add(run.percent(tool).orElse(0));
      }
      int colour = DeltaBench.isOurs(tool) ? 0 : 1 + peers++ % (COLOURS.size() - 1);
      if (percents.stream().anyMatch(value -> value.doubleValue() > 0)) {
        chart.addSeries(tool, names, percents).setFillColor(COLOURS.get(colour));
      }
    }
    return chart;
  }

  private static void style(CategoryChart chart) {
    Font text = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    CategoryStyler styler = chart.getStyler();
    styler.setAvailableSpaceFill(0.86);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendFont(text);
    styler.setAxisTickLabelsFont(text);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setXAxisLabelRotation(30);
    styler.setYAxisMin(0.0);
    styler.setYAxisDecimalPattern("0");
  }

  /// The chart as a picture, for notebooks.
  ///
  /// @return the picture
  public BufferedImage image() {
    return BitmapEncoder.getBufferedImage(chart);
  }

  /// Writes the chart as PNG and as SVG.
  ///
  /// @param file where to; its extension, if it is `.png` or `.svg`, is replaced by both
  /// @return the two files
  /// @throws NexusException.Storage when one cannot be written
  @SuppressWarnings("deprecation") // XChart 4.0 marks all its ways to SVG, and offers no other.
  public List<Path> writeTo(Path file) {
    String name = file.toString();
    String lower = name.toLowerCase(Locale.ROOT);
    boolean named = lower.endsWith(".png") || lower.endsWith(".svg");
    String stem = named ? name.substring(0, name.length() - 4) : name;
    try (OutputStream svg = Files.newOutputStream(Path.of(stem + ".svg"))) {
      BitmapEncoder.saveBitmapWithDPI(chart, stem + ".png", BitmapEncoder.BitmapFormat.PNG, 160);
      VectorGraphicsEncoder.saveVectorGraphic(
          chart, svg, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
      return List.of(Path.of(stem + ".png"), Path.of(stem + ".svg"));
    } catch (IOException e) {
      throw NexusException.io("write", file, e);
    }
  }
}
