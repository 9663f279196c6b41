#include "netseam/pipeline/neurons_page.hpp"

#include "netseam/artifact/partition_words.hpp"

namespace netseam::pipeline {
namespace {

report::PartitionPage partition_page(const data::GraphPartition& partition) {
  report::PartitionPage page;
  page.partition = partition;
  for (std::size_t k = 0; k < partition.cluster.size(); ++k) {
    page.colour.push_back(k);
    page.cluster_layers.push_back(artifact::layers_of_cluster(partition, k));
  }
  for (const auto& null : partition.null) page.null_words.push_back(artifact::null_text(partition, null));
  page.eigengap = artifact::eigengap_text(partition);
  page.starts = artifact::agreement_text(partition.start_agreement);
  page.warning = artifact::partition_warnings(partition);
  return page;
}

}  // namespace

report::NeuronsPage neurons_page(const artifact::NeuronsFile& file, const std::string& checkpoint) {
  report::NeuronsPage page;
  page.checkpoint = checkpoint;
  for (const auto& partition : file.neurons.partition) page.partition.push_back(partition_page(partition));
  page.comparison = file.neurons.comparison;
  page.provenance = file.provenance.entries;
  page.provenance.emplace_back("n-cut", file.convention.normalised_cut);
  return page;
}

}  // namespace netseam::pipeline
