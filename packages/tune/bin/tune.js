#!/usr/bin/env node
import '@tune/cli/bin/tune.js';
