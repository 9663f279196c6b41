#include "sample_page.hpp"

namespace netseam::test {

report::CheckpointPage block_checkpoint(const std::string& name, std::size_t layers, std::size_t block) {
  report::CheckpointPage checkpoint;
  checkpoint.name = name;
  checkpoint.samples = 300;
  report::MeasureTable table;
  table.name = "gw";
  table.title = "GW distance";
  table.unit = "none";
  table.free_coupling = true;
  table.word = {"start identity, converged"};
  table.segmentation.resamples = 200;
  for (std::size_t i = 0; i < layers; ++i) {
    checkpoint.layer.push_back("layer." + std::to_string(i));
    for (std::size_t j = i + 1; j < layers; ++j) {
      table.value.push_back(0.1 + 0.05 * static_cast<double>(j / block - i / block));
      table.least.push_back(table.value.back() / 2);
      table.word_of.push_back(0);
    }
    if (i > 0 && i % block == 0) {
      table.segmentation.border.push_back(i);
      table.segmentation.confidence.push_back(0.75);
    }
  }
  checkpoint.measure.push_back(table);
  checkpoint.provenance = {{"seed", "1"}, {"checkpoint", name}};
  return checkpoint;
}

report::PageModel block_model(std::size_t checkpoints, std::size_t layers, std::size_t block) {
  report::PageModel model;
  model.study = "blocks";
  for (std::size_t k = 0; k < checkpoints; ++k)
    model.checkpoint.push_back(block_checkpoint("step" + std::to_string(k), layers, block));
  return model;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    ++found;
  return found;
}

std::string embedded_json(const std::string& page) {
  const std::string start = "id=\"page-data\">";
  const std::size_t first = page.find(start);
  if (first == std::string::npos) return "";
  const std::size_t begin = first + start.size();
  return page.substr(begin, page.find("</script>", begin) - begin);
}

}  // namespace netseam::test
