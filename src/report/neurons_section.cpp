#include "neurons_section.hpp"

#include "block_picture.hpp"
#include "cluster_charts.hpp"
#include "cluster_colours.hpp"
#include "neurons_over_checkpoints.hpp"

#include "netseam/core/error.hpp"
#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::report {
namespace {

constexpr std::size_t most_in_full = 12;      // checkpoints
constexpr std::size_t most_pieces = 300'000;  // of figures on a page, about 12 MB

std::string figure(const std::string& drawing, const std::string& caption) {
  if (drawing.empty()) return "";
  return fmt::format("<figure>\n<div class=\"scroll fit\">{}</div>\n<figcaption>{}</figcaption>\n</figure>\n",
                     drawing, caption);
}

std::string cluster_table(const PartitionPage& page) {
  std::string text =
      "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-label=\"Clusters of neurons\">"
      "<table class=\"numbers\">\n<thead><tr><th scope=\"col\">cluster</th><th scope=\"col\">neurons</th><th "
      "scope=\"col\">volume</th><th scope=\"col\">cut</th><th scope=\"col\">cut / volume</th><th "
      "scope=\"col\">layers</th></tr></thead>\n<tbody>\n";
  for (std::size_t k = 0; k < page.partition.cluster.size(); ++k) {
    const auto& cluster = page.partition.cluster[k];
    text += fmt::format(
        "<tr><th scope=\"row\">{} {}</th><td>{}</td><td>{:.4g}</td><td>{:.4g}</td><td>{:.3f}</td><td>{}</td>"
        "</tr>\n",
        cluster_swatch(page.colour[k]), k, cluster.neurons, cluster.volume, cluster.cut, cluster.ratio,
        html_text(page.cluster_layers[k]));
  }
  return text + "</tbody></table></div>\n";
}

std::string null_list(const PartitionPage& page) {
  std::string text;
  for (std::size_t n = 0; n < page.partition.null.size(); ++n)
    text +=
        fmt::format("<li><strong>{}</strong>: {}. Keeps {}.</li>\n", html_text(page.partition.null[n].name),
                    html_text(page.null_words[n]), html_text(page.partition.null[n].keeps));
  if (text.empty()) return "<p class=\"hint\">No random graphs to compare the n-cut with.</p>\n";
  return "<ul>\n" + text + "</ul>\n";
}

std::string figures_line(const PartitionPage& page) {
  const auto& partition = page.partition;
  const auto out = std::count(partition.label.begin(), partition.label.end(), data::not_in_graph);
  return fmt::format(
      "<p><strong>{} clusters</strong> of {} neurons in {} layers{}; n-cut {:.4g} of at most {}. Eigengap: "
      "{}. "
      "Agreement of the starts of k-means: {}.</p>\n",
      partition.cluster.size(), partition.label.size() - static_cast<std::size_t>(out),
      partition.layer.size(), out > 0 ? fmt::format(", {} more not in the graph", out) : "",
      partition.normalised_cut, partition.cluster.size(), html_text(page.eigengap), html_text(page.starts));
}

std::string remarks(const PartitionPage& page) {
  std::string text;
  for (const auto& warning : page.warning)
    text += fmt::format("<li class=\"warning\">{}</li>\n", html_text(warning));
  for (const auto& note : page.partition.note) text += fmt::format("<li>{}</li>\n", html_text(note));
  return text.empty() ? "" : "<ul class=\"remarks\">\n" + text + "</ul>\n";
}

std::string local_list(const PartitionPage& page) {
  std::string text;
  for (const auto& local : page.partition.local)
    text += fmt::format("<li>{}: {}</li>\n", html_text(page.partition.layer[local.layer].name),
                        local.clusters == 0
                            ? "left out, " + html_text(local.note)
                            : fmt::format("{} clusters, n-cut {:.4g}", local.clusters, local.normalised_cut));
  return text.empty()
             ? ""
             : "<details><summary>Partitions of single layers</summary>\n<ul>\n" + text + "</ul></details>\n";
}

std::string partition_figures(const NeuronsPage& neurons, const PartitionPage& page, const std::string& id) {
  std::string text = fmt::format("<h4>Graph of {}</h4>\n", html_text(page.partition.graph));
  text += figures_line(page) + remarks(page);
  text += figure(cluster_bars(page, neurons.checkpoint),
                 "Where the neurons of each cluster are. Colours follow clusters over checkpoints.");
  text += figure(null_chart(page, neurons.checkpoint),
                 "n-cut of this network (line) and of random graphs (ticks; thick: their mean).");
  text += null_list(page);
  text += figure(
      block_picture(page, neurons.checkpoint, id),
      fmt::format("The graph with its neurons sorted by cluster, then by layer{}. White: no edges. The "
                  "brightest 2 % of the area may be above the scale.",
                  joins_layers(page.partition.picture) ? " (the layers of each cluster drawn as one)" : ""));
  text += figure(eigenvalue_chart(page, neurons.checkpoint),
                 "A wide gap after the k-th eigenvalue speaks for k clusters.");
  return text + cluster_table(page) + local_list(page);
}

std::string comparison_text(const NeuronsPage& neurons) {
  std::string text;
  for (const auto& comparison : neurons.comparison)
    text += fmt::format(
        "<p>Clusters of {} and of {}, {} neurons in both graphs: adjusted Rand index {:.3f}, normalised "
        "mutual information {:.3f} (p = {:.2g} against {} shuffles). n-cut of the activation graph by the "
        "clusters of the weights {:.4g}, of the weight graph by the clusters of the activations "
        "{:.4g}.</p>\n",
        html_text(neurons.partition[0].partition.graph), html_text(neurons.partition[1].partition.graph),
        comparison.neurons, comparison.adjusted_rand, comparison.normalised_mutual_information, comparison.p,
        comparison.shuffled_mutual_information.size(), comparison.transfer_to_activations,
        comparison.transfer_to_weights);
  return text;
}

/// About how much the figures of a checkpoint take, in pieces of some 40 bytes: four for a part of a bar, one
/// for a cell of a picture.
std::size_t pieces_of(const NeuronsPage& neurons) {
  std::size_t pieces = 1;
  for (const auto& page : neurons.partition) {
    const auto& picture = page.partition.picture;
    const std::size_t clusters = page.partition.cluster.size();
    const std::size_t parts = joins_layers(picture) ? clusters : picture.part.size();
    pieces += 4 * page.partition.layer.size() * clusters + parts * parts;
  }
  return pieces;
}

/// Those that are shown in full: all, or as many as fit, the first, the last and evenly between.
std::vector<std::size_t> in_full(const PageModel& model) {
  const std::size_t count = model.neurons.size();
  const std::size_t fit =
      std::clamp<std::size_t>(most_pieces / pieces_of(model.neurons.back()), 1, most_in_full);
  const std::size_t shown = std::min(count, fit);
  std::vector<std::size_t> chosen{count - 1};
  for (std::size_t k = shown - 1; k-- > 0;) chosen.push_back(k * (count - 1) / (shown - 1));
  return chosen;
}

std::string checkpoint_details(const PageModel& model, std::size_t which) {
  const auto& neurons = model.neurons[which];
  std::string text =
      fmt::format("<details class=\"neurons\"{}>\n<summary>Checkpoint {}</summary>\n",
                  which + 1 == model.neurons.size() ? " open" : "", html_text(neurons.checkpoint));
  for (std::size_t g = 0; g < neurons.partition.size(); ++g)
    text += partition_figures(neurons, neurons.partition[g], fmt::format("legend-neurons-{}-{}", which, g));
  return text + comparison_text(neurons) + "</details>\n";
}

}  // namespace

std::string neurons_section(const PageModel& model) {
  const std::size_t count = model.neurons.size();
  if (count == 0) return "";
  std::string text = "<section id=\"neurons\">\n<h2>Neuron clusters</h2>\n" + cluster_patterns();
  text +=
      "<p class=\"hint\">n-cut: the sum over clusters of the share of their edge weight that leaves them, 0 "
      "to the number of clusters. p: chance of an n-cut as small in random graphs that keep the named "
      "properties of the network.</p>\n";
  text += neurons_over_checkpoints(model);
  const auto chosen = in_full(model);
  if (chosen.size() < count)
    text += fmt::format(
        "<p class=\"hint\">{} of {} checkpoints are shown in full; report.json has the numbers of all.</p>\n",
        chosen.size(), count);
  for (const std::size_t which : chosen) text += checkpoint_details(model, which);
  return text + "</section>\n";
}

void require_neurons(const PageModel& model) {
  for (const auto& neurons : model.neurons) {
    bool fits = !neurons.partition.empty() && neurons.comparison.size() < neurons.partition.size();
    for (const auto& page : neurons.partition) {
      const auto& partition = page.partition;
      const std::size_t k = partition.cluster.size();
      std::size_t units = 0;
      for (const auto& layer : partition.layer) units += layer.units;
      fits = fits && k > 0 && page.colour.size() == k && page.cluster_layers.size() == k &&
             page.null_words.size() == partition.null.size() && partition.label.size() == units &&
             partition.eigenvalue.size() >= k;
      for (const auto label : partition.label)
        fits = fits && label >= data::not_in_graph && label < static_cast<std::int64_t>(k);
      const auto& picture = partition.picture;
      fits = fits && picture.weight.size() == picture.part.size() * picture.part.size();
      for (const auto& part : picture.part)
        fits = fits && part.layer < partition.layer.size() && part.cluster >= 0 &&
               part.cluster < static_cast<std::int64_t>(k) && part.neurons > 0;
      for (const auto& local : partition.local) fits = fits && local.layer < partition.layer.size();
    }
    if (!fits)
      throw core::InternalError("report: " + neurons.checkpoint +
                                ": parts of the neuron clusters do not fit");
  }
}

}  // namespace netseam::report
