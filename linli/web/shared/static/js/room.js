// What every page of the operator's room does by keyboard.
import "./palette.js";
import "./dense.js";
import "./pairs.js";
