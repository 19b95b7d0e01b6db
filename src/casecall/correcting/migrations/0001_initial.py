import casecall.correcting.rules
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateField()),
                ('why', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField()),
                ('check_id', models.CharField(max_length=40)),
                ('level', models.CharField(max_length=6)),
                ('field', models.CharField(blank=True, max_length=40)),
                ('says', models.TextField()),
                ('rule', models.TextField(blank=True)),
                ('mend', models.TextField(blank=True)),
                ('evidence', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField()),
                ('state', models.CharField(choices=casecall.correcting.rules.state_choices, db_index=True, default='open', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=80)),
                ('due', models.DateField()),
                ('extra', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.TextField(blank=True)),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.revision')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='cases.case')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
