#include "train_section.hpp"

#include "epoch_chart.hpp"

#include "netseam/core/words.hpp"
#include "netseam/report/escaped_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace netseam::report {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t most_lines = 30;  // networks in one chart

EpochLine line_of(const data::TrainedNetwork& network, std::size_t colour,
                  double data::TrainingEpoch::*value) {
  EpochLine line{network.name, {}, colour, false};
  for (const auto& epoch : network.epoch) line.point.push_back({epoch.epoch, epoch.*value, epoch.checkpoint});
  return line;
}

std::string accuracy_chart(const data::TrainedNetworks& trained, std::size_t drawn) {
  EpochChart chart;
  chart.title = "accuracy on the test rows";
  chart.label = "Test accuracy over epochs, task " + trained.task;
  chart.low = 0.99;
  chart.high = 1;
  for (std::size_t n = 0; n < drawn; ++n)
    chart.line.push_back(line_of(trained.network[n], n, &data::TrainingEpoch::test_accuracy));
  return epoch_chart(chart);
}

std::string loss_chart(const data::TrainedNetworks& trained, std::size_t drawn) {
  EpochChart chart;
  chart.title = trained.loss;
  chart.label = "Loss over epochs, task " + trained.task;
  chart.low = 1;
  chart.high = 0;
  chart.spread = true;
  for (std::size_t n = 0; n < drawn; ++n) {
    chart.line.push_back(line_of(trained.network[n], n, &data::TrainingEpoch::test_loss));
    auto training = line_of(trained.network[n], n, &data::TrainingEpoch::training_loss);
    training.name += ", training";
    training.dashed = true;
    for (auto& point : training.point) point.saved.clear();
    chart.line.push_back(std::move(training));
  }
  return epoch_chart(chart);
}

std::string networks_table(const data::TrainedNetworks& trained) {
  std::string text =
      "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-label=\"Trained networks\"><table "
      "class=\"numbers\">\n<thead><tr><th scope=\"col\">network</th><th scope=\"col\">epochs</th><th "
      "scope=\"col\">test loss</th><th scope=\"col\">test accuracy</th><th scope=\"col\">rows right in all "
      "outputs</th><th scope=\"col\">checkpoints "
      "saved</th></tr></thead>\n<tbody>\n";
  for (const auto& network : trained.network) {
    if (network.epoch.empty()) continue;
    const auto& last = network.epoch.back();
    const auto saved =
        std::ranges::count_if(network.epoch, [](const auto& epoch) { return !epoch.checkpoint.empty(); });
    text += fmt::format(
        "<tr><th "
        "scope=\"row\">{}</th><td>{}</td><td>{:.4g}</td><td>{:.4f}</td><td>{}</td><td>{}</td></tr>\n",
        html_text(network.name), last.epoch, last.test_loss, last.test_accuracy,
        core::share_text(last.test_rows_right), saved);
  }
  return text + "</tbody></table></div>\n";
}

std::string figure(const std::string& chart, const char* caption) {
  return fmt::format("<figure><div class=\"scroll\">{}</div><figcaption>{}</figcaption></figure>\n", chart,
                     caption);
}

std::string task_details(const TrainPage& page) {
  const auto& trained = page.trained;
  const std::size_t networks = trained.network.size(), drawn = std::min(networks, most_lines);
  std::string text = fmt::format(
      "<details class=\"neurons\" open>\n<summary>Task {}: {}, {} rows for training, {} for "
      "tests</summary>\n",
      html_text(trained.task), core::counted(networks, "network"), trained.training_rows, trained.test_rows);
  if (!page.accuracy.empty())
    text += fmt::format("<p class=\"hint\">Accuracy: {}.</p>\n", html_text(page.accuracy));
  if (drawn > 0)
    text += "<div class=\"charts\">\n" +
            figure(accuracy_chart(trained, drawn), "Accuracy after each epoch; dots: saved checkpoints.") +
            figure(loss_chart(trained, drawn),
                   "Loss after each epoch on the test rows; dashed: mean of the epoch in training.") +
            "</div>\n";
  if (drawn < networks)
    text += fmt::format("<p class=\"hint\">{} of {} networks are drawn; report.json has all.</p>\n", drawn,
                        networks);
  return text + networks_table(trained) + "</details>\n";
}

}  // namespace

std::string train_section(const PageModel& model) {
  if (model.train.empty()) return "";
  std::string text = "<section id=\"train\">\n<h2>How networks learned their tasks</h2>\n";
  for (const auto& page : model.train) text += task_details(page);
  return text + "</section>\n";
}

Json train_json(const PageModel& model) {
  Json list = Json::array();
  for (const auto& page : model.train) {
    Json json = {{"task", page.trained.task},
                 {"loss", page.trained.loss},
                 {"training_rows", page.trained.training_rows},
                 {"test_rows", page.trained.test_rows},
                 {"networks", Json::array()}};
    for (const auto& network : page.trained.network) {
      Json epochs = Json::array();
      for (const auto& epoch : network.epoch)
        epochs.push_back({{"epoch", epoch.epoch},
                          {"training_loss", epoch.training_loss},
                          {"test_loss", epoch.test_loss},
                          {"test_accuracy", epoch.test_accuracy},
                          {"test_rows_right", epoch.test_rows_right},
                          {"checkpoint", epoch.checkpoint}});
      json["networks"].push_back({{"name", network.name},
                                  {"arch", network.units},
                                  {"seed", network.seed},
                                  {"epochs", std::move(epochs)}});
    }
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace netseam::report
