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

json edges_json(const SculptPiece::Edges& edges) {
  const auto& outcome = edges.outcome;
  return {{"outcome",
           {outcome.unit_step, outcome.edge_step, outcome.weights_left, outcome.accuracy, outcome.reached}},
          {"network", network_json(edges.network)},
          {"path", path_json(edges.path)},
          {"product", product_json(edges.product)}};
}

SculptPiece::Edges edges_of(const json& object) {
  SculptPiece::Edges edges;
  const json& outcome = object.at("outcome");
  edges.outcome.unit_step = outcome.at(0);
  edges.outcome.edge_step = outcome.at(1);
  edges.outcome.weights_left = outcome.at(2);
  edges.outcome.accuracy = outcome.at(3);
  edges.outcome.reached = outcome.at(4);
  edges.network = network_of(object.at("network"));
  edges.path = path_of(object.at("path"));
  edges.product = product_of(object.at("product"));
  return edges;
}

}  // namespace

std::vector<std::byte> pack_piece(const SculptPiece& piece) {
  json object = {{"dense_accuracy", piece.dense_accuracy},
                 {"dense_product", product_json(piece.dense_product)},
                 {"path", path_json(piece.path)},
                 {"edges", json::array()}};
  for (const auto& edges : piece.edges) object["edges"].push_back(edges_json(edges));
  const std::vector<std::uint8_t> packed = json::to_cbor(object);
  const auto bytes = std::as_bytes(std::span(packed));
  return {bytes.begin(), bytes.end()};
}

SculptPiece unpack_piece(std::span<const std::byte> bytes, const std::string& file) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
  try {
    const json object = json::from_cbor(first, first + bytes.size());
    SculptPiece piece{
        object.at("dense_accuracy"), product_of(object.at("dense_product")), path_of(object.at("path")), {}};
    for (const json& edges : object.at("edges")) piece.edges.push_back(edges_of(edges));
    return piece;
  } catch (const json::exception& error) {
    throw core::InputError({file, "record", error.what(), "a finished piece of netseam sculpt"});
  }
}

}  // namespace netseam::pipeline
