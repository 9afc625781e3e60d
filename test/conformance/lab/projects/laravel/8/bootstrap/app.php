<?php

// Laravel 8's framework is not packaged; Lumen is the same Illuminate with an artisan of its own.
require_once '/usr/share/php/Laravel/Lumen/autoload.php';

date_default_timezone_set('UTC');

$app = new Laravel\Lumen\Application(dirname(__DIR__));

$app->withFacades();

$app->singleton(Illuminate\Contracts\Debug\ExceptionHandler::class, Laravel\Lumen\Exceptions\Handler::class);
$app->singleton(Illuminate\Contracts\Console\Kernel::class, Laravel\Lumen\Console\Kernel::class);

$app->configure('database');

return $app;
