#include "sculpt_record.hpp"

#include "netseam/core/error.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>

namespace netseam::pipeline {
namespace {

using nlohmann::json;

json path_json(const std::vector<data::PruningStep>& path) {
  json list = json::array();
  for (const auto& step : path)
    list.push_back({step.phase, step.percent, step.trained, step.accuracy, step.accepted, step.weights_left});
  return list;
}

std::vector<data::PruningStep> path_of(const json& list) {
  std::vector<data::PruningStep> path;
  for (const json& step : list)
    path.push_back({step.at(0), step.at(1), step.at(2), step.at(3), step.at(4), step.at(5)});
  return path;
}

json network_json(const data::LayeredNetwork& network) {
  json layers = json::array();
  for (const auto& layer : network.edge) {
    json edges = json::array();
    for (const auto& edge : layer) edges.push_back({edge.source, edge.target, edge.weight});
    layers.push_back(std::move(edges));
  }
  return {{"name", network.name}, {"units", network.units}, {"edges", std::move(layers)}};
}

data::LayeredNetwork network_of(const json& object) {
  data::LayeredNetwork network{object.at("name"), object.at("units").get<std::vector<std::size_t>>(), {}};
  for (const json& layer : object.at("edges")) {
    network.edge.emplace_back();
    for (const json& edge : layer) network.edge.back().push_back({edge.at(0), edge.at(1), edge.at(2)});
  }
  return network;
}

json product_json(const data::WeightProducts& product) {
  return {{"state", product.state}, {"value", product.value}, {"carrying", product.carrying}};
}

data::WeightProducts product_of(const json& object) {
  return {object.at("state"), object.at("value").get<std::vector<double>>(),
          object.at("carrying").get<std::vector<std::size_t>>()};
}

json outcome_json(const data::PruningOutcome& outcome) {
  return {outcome.unit_step, outcome.edge_step, outcome.weights_left,
          outcome.accuracy,  outcome.reached,   outcome.rows_right};
}

data::PruningOutcome outcome_of(const json& list) {
  return {list.at(0), list.at(1), list.at(2), list.at(3), list.at(4), false, false, list.at(5)};
}

/// A part that readers can step over.
json closed(const json& part) { return json::binary(json::to_cbor(part)); }
json opened(const json& part) { return json::from_cbor(part.get_binary()); }

SculptPiece::Edges edges_of(const json& part) {
  return {{}, network_of(part.at("network")), path_of(part.at("path")), product_of(part.at("product"))};
}

/// read(the record, of which all edge steps are closed)
template <class Read>
auto read_record(std::span<const std::byte> bytes, const std::string& file, const Read& read) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  try {
    return read(json::from_cbor(first, first + bytes.size()));
  } catch (const json::exception& error) {
    throw core::InputError({file, "record", error.what(), "a finished piece of netseam sculpt"});
  }
}

}  // namespace

std::vector<std::byte> pack_piece(const SculptPiece& piece) {
  json object = {
      {"dense_accuracy", piece.dense_accuracy},
      {"start", closed({{"product", product_json(piece.dense_product)}, {"path", path_json(piece.path)}})},
      {"outcomes", json::array()},
      {"edges", json::array()}};
  for (const auto& edges : piece.edges) {
    object["outcomes"].push_back(outcome_json(edges.outcome));
    object["edges"].push_back(closed({{"network", network_json(edges.network)},
                                      {"path", path_json(edges.path)},
                                      {"product", product_json(edges.product)}}));
  }
  const std::vector<std::uint8_t> packed = json::to_cbor(object);
  const auto bytes = std::as_bytes(std::span(packed));
  return {bytes.begin(), bytes.end()};
}

std::vector<data::PruningOutcome> unpack_outcomes(std::span<const std::byte> bytes, const std::string& file) {
  return read_record(bytes, file, [](const json& object) {
    std::vector<data::PruningOutcome> outcomes;
    for (const json& outcome : object.at("outcomes")) outcomes.push_back(outcome_of(outcome));
    return outcomes;
  });
}

SculptPiece::Edges unpack_edges(std::span<const std::byte> bytes, const std::string& file,
                                std::size_t which) {
  return read_record(bytes, file,
                     [which](const json& object) { return edges_of(opened(object.at("edges").at(which))); });
}

SculptPiece unpack_piece(std::span<const std::byte> bytes, const std::string& file) {
  return read_record(bytes, file, [](const json& object) {
    const json start = opened(object.at("start"));
    SculptPiece piece{
        object.at("dense_accuracy"), product_of(start.at("product")), path_of(start.at("path")), {}};
    for (std::size_t e = 0; e < object.at("edges").size(); ++e) {
      piece.edges.push_back(edges_of(opened(object.at("edges").at(e))));
      piece.edges.back().outcome = outcome_of(object.at("outcomes").at(e));
    }
    return piece;
  });
}

}  // namespace netseam::pipeline
